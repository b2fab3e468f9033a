package fluxbridge.provider.adapters;

import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.Lora;
import fluxbridge.domain.LoraCategory;
import fluxbridge.domain.LoraRating;
import fluxbridge.domain.LoraSubject;
import fluxbridge.domain.Mode;
import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.PictureRequest;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.SettingValues;
import fluxbridge.domain.Size;
import fluxbridge.image.PictureLimits;
import fluxbridge.image.PictureReader;
import fluxbridge.provider.BodyPermit;
import fluxbridge.provider.Call;
import fluxbridge.provider.OutboundGuard;
import fluxbridge.provider.Provider;
import fluxbridge.provider.ProviderHttp;
import fluxbridge.provider.ProviderSpec;
import fluxbridge.provider.Toolbox;
import fluxlab.Lab;
import fluxlab.picture.PictureSpec;
import fluxlab.picture.Pictures;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import javax.imageio.ImageIO;

/** One adapter on the real HTTP channel, pointed at a lab of its own. */
final class LabBench implements AutoCloseable {

    static final Size SIZE = new Size(320, 256);

    final Lab lab = Lab.start(0);
    final List<String> progress = new ArrayList<>();
    private final ProviderHttp http;
    private final Provider provider;

    /** @param more settings beside those that the lab gives */
    LabBench(ProviderSpec spec, Map<String, String> more, Path dataDir) {
        var values = new TreeMap<String, String>();
        for (var line : lab.settings()) {
            int equals = line.indexOf('=');
            values.put(line.substring(0, equals), line.substring(equals + 1));
        }
        values.putAll(more);
        var clock = InstantSource.system();
        http = new ProviderHttp(
                new OutboundGuard(true), clock, Thread::sleep, new PictureReader(PictureLimits.STANDARD));
        provider = spec.factory()
                .create(
                        new SettingValues(values),
                        new Toolbox(
                                http,
                                clock,
                                Thread::sleep,
                                () -> UUID.randomUUID().toString(),
                                dataDir));
    }

    Provider provider() {
        return provider;
    }

    fluxbridge.provider.Generated draw(PictureRequest request, Duration time) {
        return provider.generate(
                request,
                new Call(
                        UUID.randomUUID().toString(),
                        Instant.now().plus(time),
                        (_, what) -> {
                            synchronized (progress) {
                                progress.add(what);
                            }
                        },
                        BodyPermit.UNLIMITED));
    }

    static PictureRequest request(String prompt, Mode mode, String... loraUrls) {
        var loras = new ArrayList<AppliedLora>();
        for (var url : loraUrls) {
            loras.add(new AppliedLora(lora("l" + loras.size(), url), 1.0, "tag"));
        }
        return new PictureRequest(
                new Prompt(prompt, ""), loras, SIZE, 7, OptionalInt.of(20), OptionalDouble.empty(), null, null, mode);
    }

    private static Lora lora(String id, String url) {
        return new Lora(
                id,
                id,
                url,
                1,
                0,
                LoraCategory.CHARACTER,
                List.of(),
                List.of(),
                "",
                "",
                "",
                "",
                false,
                List.of(),
                "",
                "",
                LoraSubject.FICTIONAL_ADULT,
                LoraRating.GENERAL);
    }

    static Picture init() {
        return new Picture(
                new Pictures().file(PictureSpec.of("init", 3, SIZE.width(), SIZE.height())), PictureFormat.PNG, SIZE);
    }

    /** White in its left half. */
    static Picture mask() {
        var image = new BufferedImage(SIZE.width(), SIZE.height(), BufferedImage.TYPE_INT_RGB);
        var pen = image.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, SIZE.width() / 2, SIZE.height());
        pen.dispose();
        var file = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Picture(file.toByteArray(), PictureFormat.PNG, SIZE);
    }

    static BufferedImage image(Picture picture) {
        try {
            return ImageIO.read(new ByteArrayInputStream(picture.bytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How often the lab was called by that name. */
    long calls(String providerId, String call) {
        return lab.journal().entries(providerId).stream()
                .filter(entry -> entry.call().equals(call))
                .count();
    }

    @Override
    public void close() {
        http.close();
        lab.close();
    }
}
