package fluxbridge.http;

import fluxbridge.extension.Extension;
import fluxbridge.failure.Failure.BadRequest;
import fluxbridge.failure.Failure.TooLarge;
import fluxbridge.failure.GatewayException;
import io.javalin.http.Context;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** {@code /extension.git} for git's smart HTTP protocol, to be read only, and {@code /extension.zip}. */
public final class ExtensionDoor {

    private static final String SERVICE = "git-upload-pack";

    /** Longest request for a pack: some lines that name commits. */
    private static final int LONGEST_REQUEST = 1 << 20;

    private final Extension extension;

    public ExtensionDoor(Extension extension) {
        this.extension = extension;
    }

    /** For people who open the address in a browser. */
    void told(Context ctx) throws IOException {
        var text = "This is the SillyTavern extension of Flux LoRA Bridge, as a git repository.\n"
                + "In SillyTavern: Extensions > Install extension, and paste this page's address.\n"
                + "Without git: download extension.zip beside it and unpack it into data/<user>/extensions/.\n";
        Exchange.write(ctx, 200, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    void refs(Context ctx) throws IOException {
        if (!SERVICE.equals(ctx.queryParam("service"))) {
            throw new GatewayException(new BadRequest(List.of(new BadRequest.Problem(
                    List.of("query", "service"),
                    "must be " + SERVICE + ": the repository can be cloned and fetched with git's smart protocol only",
                    "value_error"))));
        }
        ctx.header("Cache-Control", "no-cache");
        Exchange.write(ctx, 200, "application/x-" + SERVICE + "-advertisement", extension.refs());
    }

    void pack(Context ctx) throws IOException {
        var pack = extension.pack(new ByteArrayInputStream(request(ctx)));
        ctx.header("Cache-Control", "no-cache");
        Exchange.write(ctx, 200, "application/x-" + SERVICE + "-result", pack);
    }

    void zip(Context ctx) throws IOException {
        ctx.header("Content-Disposition", "attachment; filename=\"flux-lora-bridge-extension.zip\"");
        Exchange.write(ctx, 200, "application/zip", extension.zip());
    }

    /** git compresses a request that is a little longer. */
    private static byte[] request(Context ctx) {
        try {
            var in = ctx.req().getInputStream();
            var plain = "gzip".equalsIgnoreCase(ctx.header("Content-Encoding")) ? new GZIPInputStream(in) : in;
            var bytes = plain.readNBytes(LONGEST_REQUEST + 1);
            if (bytes.length > LONGEST_REQUEST) {
                throw new GatewayException(new TooLarge(LONGEST_REQUEST));
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("the request body broke off", e);
        }
    }
}
