package fluxbridge.a1111;

import fluxbridge.domain.Picture;
import fluxbridge.failure.Failure.BadRequest;
import fluxbridge.failure.GatewayException;
import fluxbridge.image.Metadata;
import fluxbridge.image.PictureCodec;
import fluxbridge.image.UnreadablePictureException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code extra-single-image} and {@code extra-batch-images}: pictures made larger on the spot, by the upscalers of the list (a1111.md §1.10). */
public final class ExtrasEndpoints {

    private final SentPictures pictures;
    private final PictureCodec codec;
    private final int most;

    /** @param most pictures of one batch */
    public ExtrasEndpoints(SentPictures pictures, PictureCodec codec, int most) {
        this.pictures = pictures;
        this.codec = codec;
        this.most = most;
    }

    /** {@code POST /sdapi/v1/extra-single-image}. */
    public Map<String, Object> single(ObjectNode body) {
        var fields = new BodyFields(body);
        var image = fields.text("image").orElse("");
        if (image.isBlank()) {
            fields.refuse("image", "field required: the picture in base64");
        }
        var upscale = Upscale.read(fields);
        fields.check();
        var reply = new LinkedHashMap<String, Object>();
        reply.put("html_info", upscale.htmlInfo());
        reply.put("image", scaled("image", image, upscale));
        return reply;
    }

    /** {@code POST /sdapi/v1/extra-batch-images}. */
    public Map<String, Object> batch(ObjectNode body) {
        var fields = new BodyFields(body);
        var upscale = Upscale.read(fields);
        var sent = sent(body, fields);
        fields.check();
        var reply = new LinkedHashMap<String, Object>();
        reply.put("html_info", upscale.htmlInfo());
        reply.put(
                "images",
                sent.stream().map(image -> scaled("imageList", image, upscale)).toList());
        return reply;
    }

    /** A1111 reads {@code imageList: [{data, name}]}; two clients in use send {@code image_list: [{image, name}]}. */
    private List<String> sent(ObjectNode body, BodyFields fields) {
        var list = body.path("imageList").isArray() ? body.path("imageList") : body.path("image_list");
        var sent = new ArrayList<String>();
        for (JsonNode item : list) {
            var data = item.path("data").isString() ? item.path("data") : item.path("image");
            sent.add(item.isString() ? item.asString() : data.asString(""));
        }
        if (sent.isEmpty() || sent.stream().anyMatch(String::isBlank)) {
            fields.refuse("imageList", "field required: a list of {data, name}, data in base64");
        }
        if (sent.size() > most) {
            fields.refuse(
                    "imageList", sent.size() + " pictures are over the limit of " + most + " (MAX_IMAGES_PER_REQUEST)");
        }
        return sent;
    }

    private String scaled(String field, String sent, Upscale upscale) {
        var picture = pictures.read(field, sent);
        upscale.objectionTo(picture.size()).ifPresent(why -> {
            throw new GatewayException(BadRequest.field("upscaling_resize", why));
        });
        return Base64.getEncoder()
                .encodeToString(kept(picture, scaled(field, picture, upscale)).bytes());
    }

    private Picture scaled(String field, Picture picture, Upscale upscale) {
        try {
            return codec.work(List.of(picture), pixels -> PictureCodec.png(upscale.apply(pixels.getFirst())));
        } catch (UnreadablePictureException e) {
            throw SentPictures.unreadable(field, e);
        }
    }

    /** How it was made goes along. */
    private static Picture kept(Picture from, Picture to) {
        return Metadata.read(from.bytes()).map(text -> Metadata.embed(to, text)).orElse(to);
    }
}
