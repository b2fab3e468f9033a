package fluxbridge.http;

import fluxbridge.failure.Failure.BadRequest;
import fluxbridge.failure.GatewayException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * A {@code multipart/form-data} body, taken apart in memory: the body's own limit bounds it, and nothing is written to disk.
 *
 * @param parts in the order of the body
 */
record Multipart(List<Part> parts) {

    private static final int MOST_PARTS = 200;
    private static final int LONGEST_HEADERS = 8192;

    /**
     * A field or a file.
     *
     * @param file true when the part has a file name, which is not kept
     */
    @SuppressWarnings("ArrayRecordComponent") // a file of megabytes, made here and read once
    record Part(String name, byte[] bytes, boolean file) {
        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    Multipart {
        parts = List.copyOf(parts);
    }

    /** @throws GatewayException {@code BadRequest} when it is something else, broken or cut off */
    static Multipart of(@Nullable String contentType, byte[] body) {
        if (contentType == null
                || !contentType.toLowerCase(java.util.Locale.ROOT).startsWith("multipart/form-data")) {
            throw bad("the body must be multipart/form-data, its type was " + contentType);
        }
        var boundary = MultiPart.extractBoundary(contentType);
        if (boundary == null || boundary.isEmpty()) {
            throw bad("multipart/form-data without a boundary");
        }
        var reader = new Reader();
        var parser = new MultiPart.Parser(boundary, reader);
        parser.setMaxParts(MOST_PARTS);
        parser.setPartHeadersMaxLength(LONGEST_HEADERS);
        try {
            parser.parse(Content.Chunk.from(ByteBuffer.wrap(body), true));
        } catch (RuntimeException e) { // the parser throws several kinds over broken bodies
            throw bad("the multipart/form-data body cannot be read: " + e.getMessage());
        }
        var failure = reader.failure;
        if (failure != null) {
            throw bad("the multipart/form-data body cannot be read: " + failure.getMessage());
        }
        if (!reader.complete) {
            throw bad("the multipart/form-data body is cut off");
        }
        return new Multipart(reader.parts);
    }

    private static GatewayException bad(String why) {
        return new GatewayException(
                new BadRequest(List.of(new BadRequest.Problem(List.of("body", "body"), why, "invalid_multipart"))));
    }

    private static final class Reader extends MultiPart.AbstractPartsListener {

        private final List<Part> parts = new ArrayList<>();
        private ByteArrayOutputStream content = new ByteArrayOutputStream();
        private boolean complete;
        private @Nullable Throwable failure;

        @Override
        public void onPartContent(Content.Chunk chunk) {
            var bytes = chunk.getByteBuffer();
            var piece = new byte[bytes.remaining()];
            bytes.get(piece);
            content.writeBytes(piece);
        }

        @Override
        public void onPart(String name, @Nullable String fileName, HttpFields headers) {
            if (name != null) {
                parts.add(new Part(name, content.toByteArray(), fileName != null));
            }
            content = new ByteArrayOutputStream();
        }

        @Override
        public void onComplete() {
            complete = true;
        }

        @Override
        public void onFailure(Throwable failed) {
            failure = failed;
        }
    }
}
