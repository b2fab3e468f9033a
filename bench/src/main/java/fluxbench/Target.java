package fluxbench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Something that answers requests for pictures: a gateway in a process of its own, or the upstream itself. */
interface Target extends AutoCloseable {

    /** As the table names it. */
    String name();

    int port();

    /**
     * A whole HTTP request for one picture.
     *
     * @param number makes prompt and seed unlike those of every other request, so that nothing can be answered from a cache
     */
    byte[] request(long number);

    /** A good answer is at least so long. */
    long leastBytes();

    /** What it used so far and what it holds. */
    Usage usage();

    @Override
    void close() throws IOException;

    /** A POST over a connection that is kept alive. */
    static byte[] post(String path, String headers, String json) {
        var body = json.getBytes(StandardCharsets.UTF_8);
        var head = "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n" + headers
                + "Content-Length: " + body.length + "\r\n\r\n";
        var bytes = new byte[head.length() + body.length];
        System.arraycopy(head.getBytes(StandardCharsets.US_ASCII), 0, bytes, 0, head.length());
        System.arraycopy(body, 0, bytes, head.length(), body.length);
        return bytes;
    }

    /** An A1111 request for one picture. */
    static String a1111(long number) {
        return "{\"prompt\":\"a lighthouse at dusk, storm clouds, number " + number
                + "\",\"negative_prompt\":\"blurry\",\"width\":"
                + SamplePicture.SIDE + ",\"height\":" + SamplePicture.SIDE + ",\"steps\":28,\"cfg_scale\":3.5,\"seed\":"
                + number
                + "}";
    }
}
