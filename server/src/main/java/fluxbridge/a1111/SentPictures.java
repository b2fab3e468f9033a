package fluxbridge.a1111;

import fluxbridge.domain.Picture;
import fluxbridge.failure.Failure.BadRequest;
import fluxbridge.failure.GatewayException;
import fluxbridge.image.PictureReader;
import fluxbridge.image.UnreadablePictureException;
import fluxbridge.provider.PictureFetch;
import java.util.Base64;
import java.util.Locale;

/** Pictures that clients send: raw base64, a {@code data:} URI, or an address, which is fetched through the outbound guard. */
public final class SentPictures {

    private final PictureReader reader;
    private final PictureFetch fetch;

    public SentPictures(PictureReader reader, PictureFetch fetch) {
        this.reader = reader;
        this.fetch = fetch;
    }

    /**
     * Reads one.
     *
     * @param field the body's field that holds it, for the message
     * @throws GatewayException {@code BadRequest} when it is none
     */
    Picture read(String field, String text) {
        var start = text.substring(0, Math.min(8, text.length())).toLowerCase(Locale.ROOT);
        try {
            return reader.read(
                    start.startsWith("http://") || start.startsWith("https://")
                            ? fetch.bytes(text.strip())
                            : decoded(field, text));
        } catch (PictureFetch.NotFetchedException e) {
            throw new GatewayException(BadRequest.field(field, String.valueOf(e.getMessage())), e);
        } catch (UnreadablePictureException e) {
            throw unreadable(field, e);
        }
    }

    /** Clients know A1111's words. */
    static GatewayException unreadable(String field, UnreadablePictureException e) {
        return new GatewayException(BadRequest.field(field, "Invalid encoded image: " + e.getMessage()), e);
    }

    private static byte[] decoded(String field, String text) {
        int comma = text.startsWith("data:") ? text.indexOf(',') : -1;
        try {
            return Base64.getMimeDecoder().decode(text.substring(comma + 1));
        } catch (IllegalArgumentException e) {
            throw new GatewayException(
                    BadRequest.field(
                            field, "Invalid encoded image: is not base64; send base64, a data URI or an https address"),
                    e);
        }
    }
}
