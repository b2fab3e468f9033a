package fluxbridge.a1111;

import fluxbridge.image.PictureJson;
import java.util.Map;

/**
 * The answer to txt2img: {@code {images, parameters, info}}, written picture by picture.
 *
 * @param headers to send with it
 * @param memory given back once the reply is written
 */
public record ImagesReply(PictureJson json, Map<String, String> headers, AutoCloseable memory) {}
