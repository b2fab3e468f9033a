package fluxbridge.inpaint;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.Size;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class RegionTest {

    @Property(tries = 300)
    void a_padded_and_shaped_region_lies_in_the_picture_and_covers_the_mask(
            @ForAll @IntRange(min = 1, max = 900) int width,
            @ForAll @IntRange(min = 1, max = 900) int height,
            @ForAll @IntRange(max = 1_000_000) int where,
            @ForAll @IntRange(max = 2048) int padding,
            @ForAll @IntRange(min = 64, max = 2048) int wide,
            @ForAll @IntRange(min = 64, max = 2048) int high) {
        var picture = new Size(width, height);
        int x = where % width;
        int y = where / 7 % height;
        var box = new Region(x, y, 1 + where % (width - x), 1 + where / 3 % (height - y));

        var region = box.padded(padding, picture).shaped(new Size(wide, high), picture);

        assertThat(region.covers(box)).isTrue();
        assertThat(Region.whole(picture).covers(region)).isTrue();
    }

    @Property(tries = 200)
    void in_a_picture_with_room_a_region_gets_the_asked_shape(
            @ForAll @IntRange(min = 20, max = 200) int width,
            @ForAll @IntRange(min = 20, max = 200) int height,
            @ForAll @IntRange(min = 64, max = 256) int wide,
            @ForAll @IntRange(min = 64, max = 256) int high) {
        var region = new Region(2000, 2000, width, height).shaped(new Size(wide, high), new Size(5000, 5000));

        assertThat((double) region.width() / region.height())
                .isCloseTo((double) wide / high, within(0.06 * wide / high));
    }

    private static org.assertj.core.data.Offset<Double> within(double offset) {
        return org.assertj.core.data.Offset.offset(offset);
    }
}
