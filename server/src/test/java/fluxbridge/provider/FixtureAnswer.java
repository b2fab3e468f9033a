package fluxbridge.provider;

import fluxbridge.image.SamplePictures;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An {@code N-response.http}, ready to be sent.
 *
 * @param way how it goes out
 * @param number bytes after which it is cut, or milliseconds before it starts
 */
@SuppressWarnings("ArrayRecordComponent") // written once, sent once
record FixtureAnswer(Way way, int number, int status, Map<String, String> headers, byte[] body) {

    enum Way {
        WHOLE,
        DROP,
        HANG,
        TRUNCATE,
        HUGE,
        SLOW
    }

    private static final Pattern PICTURE = Pattern.compile("@(png|jpeg|webp) (\\d+)x(\\d+)\\s*");
    private static final Pattern INLINE = Pattern.compile("\\$\\{(png|jpeg|webp)-base64 (\\d+)x(\\d+)}");
    private static final Pattern ECHO = Pattern.compile("\\$\\{request(\\d*):([^}]*)}");

    /**
     * @param filled puts addresses in
     * @param request the one being answered, whose JSON the answer may quote
     * @param all every request so far
     */
    static FixtureAnswer of(
            String file, UnaryOperator<String> filled, FixtureServer.Request request, List<FixtureServer.Request> all) {
        int end = file.indexOf('\n');
        var first = (end < 0 ? file : file.substring(0, end)).strip().split(" ", 2);
        int number = first.length > 1 ? Integer.parseInt(first[1]) : 0;
        return switch (first[0]) {
            case "DROP", "HANG" -> new FixtureAnswer(Way.valueOf(first[0]), 0, 0, Map.of(), new byte[0]);
            case "TRUNCATE", "HUGE", "SLOW" ->
                plain(
                        Way.valueOf(first[0]),
                        number,
                        end < 0 || file.substring(end + 1).isBlank() ? "200" : file.substring(end + 1),
                        filled,
                        request,
                        all);
            default -> plain(Way.WHOLE, 0, file, filled, request, all);
        };
    }

    private static FixtureAnswer plain(
            Way way,
            int number,
            String text,
            UnaryOperator<String> filled,
            FixtureServer.Request request,
            List<FixtureServer.Request> all) {
        int blank = text.indexOf("\n\n");
        var head = (blank < 0 ? text : text.substring(0, blank)).strip().lines().toList();
        var body = blank < 0 ? "" : text.substring(blank + 2);
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", type(body));
        for (var line : head.subList(1, head.size())) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon),
                    filled.apply(line.substring(colon + 1).strip()));
        }
        return new FixtureAnswer(
                way, number, Integer.parseInt(head.getFirst()), headers, body(body, filled, request, all));
    }

    private static String type(String body) {
        var picture = PICTURE.matcher(body);
        if (picture.matches()) {
            return "image/" + picture.group(1);
        }
        return body.isEmpty() || body.startsWith("{") || body.startsWith("[") ? "application/json" : "text/html";
    }

    private static byte[] body(
            String body, UnaryOperator<String> filled, FixtureServer.Request request, List<FixtureServer.Request> all) {
        var picture = PICTURE.matcher(body);
        if (picture.matches()) {
            return picture(picture);
        }
        var quoted = ECHO.matcher(filled.apply(body)).replaceAll(match -> {
            var source = match.group(1).isEmpty() ? request : all.get(Integer.parseInt(match.group(1)) - 1);
            return Matcher.quoteReplacement(
                    WireJson.MAPPER.readTree(source.body()).at(match.group(2)).asString());
        });
        return INLINE.matcher(quoted)
                .replaceAll(match -> Base64.getEncoder().encodeToString(picture(match)))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] picture(java.util.regex.MatchResult match) {
        int width = Integer.parseInt(match.group(2));
        int height = Integer.parseInt(match.group(3));
        return switch (match.group(1)) {
            case "png" -> SamplePictures.png(width, height);
            case "jpeg" -> SamplePictures.jpeg(width, height);
            default -> SamplePictures.webp(width, height, Color.ORANGE);
        };
    }

    /**
     * @param closed opens when the server closes
     * @return whether the connection can take another request
     */
    boolean send(OutputStream out, CountDownLatch closed) throws IOException, InterruptedException {
        switch (way) {
            case DROP -> {}
            case HANG -> closed.await();
            case TRUNCATE -> {
                head(out, "Content-Length: " + body.length);
                out.write(body, 0, Math.min(number, body.length - 1));
                out.flush();
            }
            case HUGE -> {
                head(out, "Connection: close");
                endless(out, closed);
            }
            case SLOW, WHOLE -> {
                if (number > 0 && closed.await(number, TimeUnit.MILLISECONDS)) {
                    return false;
                }
                head(out, "Content-Length: " + body.length);
                out.write(body);
                out.flush();
            }
        }
        return way == Way.WHOLE || way == Way.SLOW;
    }

    private void endless(OutputStream out, CountDownLatch closed) throws IOException {
        out.write(body);
        var blanks = new byte[1 << 16];
        Arrays.fill(blanks, (byte) ' ');
        while (closed.getCount() > 0) {
            out.write(blanks);
        }
    }

    private void head(OutputStream out, String framing) throws IOException {
        var head = new StringBuilder("HTTP/1.1 " + status + " Fixture\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append(framing).append("\r\n\r\n");
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
}
