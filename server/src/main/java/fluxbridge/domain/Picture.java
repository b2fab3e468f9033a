package fluxbridge.domain;

import java.util.Arrays;
import java.util.Objects;

/**
 * An encoded picture whose header was read and found sound.
 *
 * @param bytes the file; shared, never written to
 */
@SuppressWarnings("ArrayRecordComponent") // megabytes that pass through untouched; a copy per step is what this avoids
public record Picture(byte[] bytes, PictureFormat format, Size size) {

    @Override
    public boolean equals(Object other) {
        return other instanceof Picture(var theirs, var theirFormat, var theirSize)
                && format == theirFormat
                && size.equals(theirSize)
                && Arrays.equals(bytes, theirs);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(bytes), format, size);
    }

    @Override
    public String toString() {
        return format + " " + size + ", " + bytes.length + " bytes";
    }
}
