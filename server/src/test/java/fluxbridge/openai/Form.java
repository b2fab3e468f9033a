package fluxbridge.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import fluxbridge.BridgeUnderTest;
import java.io.ByteArrayOutputStream;

/** A multipart form, built by hand. */
final class Form {

    private static final String BOUNDARY = "----b0undary";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Form field(String name, String value) {
        out.writeBytes(
                ("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n")
                        .getBytes(UTF_8));
        return this;
    }

    Form file(String name, byte[] bytes) {
        out.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name
                        + "\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n")
                .getBytes(UTF_8));
        out.writeBytes(bytes);
        out.writeBytes("\r\n".getBytes(UTF_8));
        return this;
    }

    byte[] bytes() {
        var whole = new ByteArrayOutputStream();
        whole.writeBytes(out.toByteArray());
        whole.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(UTF_8));
        return whole.toByteArray();
    }

    BridgeUnderTest.Reply post(BridgeUnderTest bridge, String path, String... headers) {
        var all = new java.util.ArrayList<>(java.util.List.of(headers));
        all.add("Content-Type");
        all.add("multipart/form-data; boundary=" + BOUNDARY);
        return bridge.send("POST", path, bytes(), all.toArray(String[]::new));
    }
}
