package fluxbridge.cache;

import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.Mode;
import fluxbridge.domain.Picture;
import fluxbridge.domain.Prepared;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names a picture by everything that determines it: 64 hex digits of SHA-256.
 *
 * <p>Two requests have the same key when no client could tell their pictures apart; the caller is part of it unless pictures are shared.
 */
public record PictureKey(String hex) {

    public PictureKey {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a picture's key is 64 hex digits, was '" + hex + "'");
        }
    }

    /**
     * @param scope whose picture it is, empty when all callers share
     * @param route what decides who draws: the wanted provider, or the chain and its models
     * @param index which picture of the request
     */
    public static PictureKey of(String scope, String route, Prepared request, int index) {
        var digest = new Digest()
                .text("1")
                .text(scope)
                .text(route)
                .text(request.prompt().text())
                .text(request.prompt().negative())
                .text(request.size().toString())
                .text(Long.toString(request.seed() + index))
                .text(request.steps().toString())
                .text(request.guidance().toString())
                .text(String.valueOf(request.sampler()))
                .text(String.valueOf(request.model()))
                .text(String.valueOf(request.provider()));
        for (AppliedLora lora : request.loras()) {
            digest.text(lora.id()).text(lora.lora().url()).text(Double.toString(lora.weight()));
        }
        switch (request.mode()) {
            case Mode.Txt2Img() -> digest.text("txt2img");
            case Mode.Img2Img(Picture init, double strength) ->
                digest.text("img2img").bytes(init.bytes()).text(Double.toString(strength));
            case Mode.Inpaint(Picture init, Picture mask, double strength) ->
                digest.text("inpaint").bytes(init.bytes()).bytes(mask.bytes()).text(Double.toString(strength));
        }
        return new PictureKey(digest.hex());
    }

    /** Every part is preceded by its length, so that no two lists of parts run into each other. */
    private static final class Digest {

        private final MessageDigest sha = sha256();

        Digest text(String part) {
            return bytes(part.getBytes(StandardCharsets.UTF_8));
        }

        Digest bytes(byte[] part) {
            sha.update(ByteBuffer.allocate(4).putInt(part.length).flip());
            sha.update(part);
            return this;
        }

        String hex() {
            return HexFormat.of().formatHex(sha.digest());
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
