package fluxbridge.openai;

import fluxbridge.domain.ImageRequest;

/** A request that was read and checked: what to draw and how to answer. */
public final class Order {

    private final Kind kind;
    private final ImagesBody body;
    private final ImageRequest request;

    Order(Kind kind, ImagesBody body, ImageRequest request) {
        this.kind = kind;
        this.body = body;
        this.request = request;
    }

    /** Whether the answer is a stream of events. */
    public boolean stream() {
        return body.stream();
    }

    /** The client's words, for the log. */
    public String prompt() {
        return body.prompt();
    }

    Kind kind() {
        return kind;
    }

    ImagesBody body() {
        return body;
    }

    ImageRequest request() {
        return request;
    }
}
