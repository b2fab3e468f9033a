package fluxbridge.image;

import fluxbridge.domain.Picture;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A JSON document with pictures in base64, whose length is known before it is written and which is never held whole: pictures are encoded in
 * blocks on their way out.
 */
public final class PictureJson {

    /** Divisible by 3, so that blocks join without padding. */
    private static final int BLOCK = 48 * 1024;

    private sealed interface Part {
        long length();

        @SuppressWarnings("ArrayRecordComponent") // made here, written once
        record Text(byte[] bytes) implements Part {
            @Override
            public long length() {
                return bytes.length;
            }
        }

        @SuppressWarnings("ArrayRecordComponent") // a picture's own bytes, not copied
        record Base64Text(byte[] bytes) implements Part {
            @Override
            public long length() {
                return (bytes.length + 2L) / 3 * 4;
            }
        }
    }

    private final List<Part> parts = new ArrayList<>();

    /** Appends JSON text as it is. */
    public PictureJson text(String json) {
        parts.add(new Part.Text(json.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    /** Appends the base64 of a picture's file, without quotes. */
    public PictureJson picture(Picture picture) {
        parts.add(new Part.Base64Text(picture.bytes()));
        return this;
    }

    /** Bytes of the whole document. */
    public long length() {
        return parts.stream().mapToLong(Part::length).sum();
    }

    public void writeTo(OutputStream out) throws IOException {
        for (var part : parts) {
            switch (part) {
                case Part.Text(var bytes) -> out.write(bytes);
                case Part.Base64Text(var bytes) -> writeBase64(bytes, out);
            }
        }
    }

    private static void writeBase64(byte[] bytes, OutputStream out) throws IOException {
        var encoder = Base64.getEncoder();
        for (int at = 0; at < bytes.length; at += BLOCK) {
            int count = Math.min(BLOCK, bytes.length - at);
            var block = new byte[count];
            System.arraycopy(bytes, at, block, 0, count);
            out.write(encoder.encode(block));
        }
    }
}
