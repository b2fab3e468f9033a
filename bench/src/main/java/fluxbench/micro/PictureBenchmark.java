package fluxbench.micro;

import fluxbridge.domain.Picture;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Size;
import fluxbridge.image.Metadata;
import fluxbridge.image.PictureJson;
import fluxbridge.image.PictureLimits;
import fluxbridge.image.PictureReader;
import fluxbridge.provider.HttpReply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.JsonNode;

/** What is done to the bytes of a picture on their way: checked, spliced, written as base64, taken out of a provider's JSON. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class PictureBenchmark {

    @Param({"500000", "1300000"})
    public int bytes;

    private final PictureReader reader = new PictureReader(PictureLimits.STANDARD);
    private byte[] file = {};
    private Picture picture = new Picture(file, PictureFormat.PNG, new Size(1, 1));
    private String base64 = "";
    private HttpReply reply = new HttpReply(new ProviderId("runware"), 200, Map.of(), file);

    @Setup
    public void setUp() {
        var pixels = new byte[bytes];
        new Random(1).nextBytes(pixels);
        var header = ByteBuffer.allocate(13).putInt(1024).putInt(1024).put(new byte[] {8, 2, 0, 0, 0});
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        out.writeBytes(chunk("IHDR", header.array()));
        out.writeBytes(chunk("IDAT", pixels));
        out.writeBytes(chunk("IEND", new byte[0]));
        file = out.toByteArray();
        picture = reader.read(file);
        base64 = Base64.getEncoder().encodeToString(file);
        var json = "{\"data\":[{\"taskUUID\":\"1\",\"imageBase64Data\":\"" + base64 + "\"}]}";
        reply = new HttpReply(new ProviderId("runware"), 200, Map.of(), json.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] chunk(String type, byte[] data) {
        var chunk = ByteBuffer.allocate(12 + data.length).putInt(data.length);
        chunk.put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
        var crc = new CRC32();
        crc.update(chunk.array(), 4, 4 + data.length);
        return chunk.putInt((int) crc.getValue()).array();
    }

    @Benchmark
    public Picture check() {
        return reader.read(file);
    }

    @Benchmark
    public Object splice() {
        return Metadata.splice(
                picture, "a lighthouse at dusk\nSteps: 28, Sampler: Euler, CFG scale: 3.5, Seed: 1, Size: 1024x1024");
    }

    @Benchmark
    public void answer() throws IOException {
        new PictureJson()
                .text("{\"images\":[\"")
                .picture(Metadata.splice(picture, "a lighthouse at dusk"))
                .text("\"]}")
                .writeTo(OutputStream.nullOutputStream());
    }

    @Benchmark
    public JsonNode takeBase64OutOfJson() {
        return reply.json();
    }

    /** A provider's base64 on its way to a client as the bridge does it: decoded, checked to its end, spliced, encoded. */
    @Benchmark
    public void base64ThroughTheFile() throws IOException {
        var whole = reader.read(Base64.getDecoder().decode(base64.getBytes(StandardCharsets.ISO_8859_1)));
        new PictureJson()
                .text("{\"images\":[\"")
                .picture(Metadata.splice(whole, "a lighthouse at dusk"))
                .text("\"]}")
                .writeTo(OutputStream.nullOutputStream());
    }

    /**
     * The same without looking at more than the head: the text chunk, padded to a multiple of three bytes, is put behind the 44 characters of
     * signature and header. What is behind them goes out unchecked. See docs/performance.md for why the bridge does not do so.
     */
    @Benchmark
    public void base64PassedThrough() throws IOException {
        var text = base64.getBytes(StandardCharsets.ISO_8859_1);
        var head = Base64.getDecoder().decode(Arrays.copyOf(text, 44));
        if (ByteBuffer.wrap(head).getInt(16) > 16_384) {
            throw new IOException("too wide");
        }
        var words = "parameters\0a lighthouse at dusk";
        var chunk =
                chunk("tEXt", (words + " ".repeat((3 - words.length() % 3) % 3)).getBytes(StandardCharsets.ISO_8859_1));
        var out = OutputStream.nullOutputStream();
        out.write(text, 0, 44);
        out.write(Base64.getEncoder().encode(chunk));
        out.write(text, 44, text.length - 44);
    }
}
