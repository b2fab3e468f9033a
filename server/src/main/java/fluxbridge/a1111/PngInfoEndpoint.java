package fluxbridge.a1111;

import fluxbridge.failure.Failure.BadRequest;
import fluxbridge.failure.GatewayException;
import fluxbridge.image.Metadata;
import fluxbridge.image.PictureReader;
import fluxbridge.image.UnreadablePictureException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /sdapi/v1/png-info}: what a picture's metadata says about how it was made. */
public final class PngInfoEndpoint {

    private final PictureReader pictures;

    public PngInfoEndpoint(PictureReader pictures) {
        this.pictures = pictures;
    }

    /** @throws GatewayException {@code BadRequest} when {@code image} is missing or not a picture */
    public Map<String, Object> read(ObjectNode body) {
        var fields = new BodyFields(body);
        var image = fields.text("image").orElse("");
        if (image.isBlank()) {
            fields.refuse("image", "field required: the picture in base64");
        }
        fields.check();
        var bytes = bytes(image);
        var infotext = Metadata.read(bytes).orElse("");
        var reply = new LinkedHashMap<String, Object>();
        reply.put("info", infotext);
        reply.put("items", Metadata.textItems(bytes));
        reply.put(
                "parameters",
                infotext.isEmpty() ? Map.of() : Infotext.parse(infotext).parameters());
        return reply;
    }

    private byte[] bytes(String image) {
        int comma = image.startsWith("data:") ? image.indexOf(',') : -1;
        try {
            var bytes = Base64.getMimeDecoder().decode(image.substring(comma + 1));
            pictures.read(bytes);
            return bytes;
        } catch (IllegalArgumentException e) {
            throw new GatewayException(BadRequest.field("image", "is not base64"), e);
        } catch (UnreadablePictureException e) {
            throw new GatewayException(BadRequest.field("image", "Invalid encoded image: " + e.getMessage()), e);
        }
    }
}
