package fluxbridge.image;

import fluxbridge.domain.Picture;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A JSON document with pictures in base64, whose length is known before it is written and which is never held whole: pictures are encoded in
 * blocks on their way out.
 */
public final class PictureJson {

    private sealed interface Part {
        long length();

        @SuppressWarnings("ArrayRecordComponent") // made here, written once
        record Text(byte[] bytes) implements Part {
            @Override
            public long length() {
                return bytes.length;
            }
        }

        record Base64Text(Slices file) implements Part {
            @Override
            public long length() {
                return file.base64Length();
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
        return picture(Slices.of(picture.bytes()));
    }

    /** Appends the base64 of a file that is in pieces, without quotes. */
    public PictureJson picture(Slices file) {
        parts.add(new Part.Base64Text(file));
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
                case Part.Base64Text(var file) -> file.writeBase64(out);
            }
        }
    }
}
