package fluxbridge.config;

import fluxbridge.domain.PictureFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The bounds of one request.
 *
 * @param deadline over all pictures and all providers
 * @param maxImages most pictures that may be asked for
 * @param maxSide longest width or height, in pixels
 * @param parallelPictures pictures of one request drawn at once
 * @param imageFormat of the pictures that clients get: PNG or JPEG
 * @param styles absolute, of a file that may not be there; empty for no styles
 * @param allowPrivateUpstreams whether providers may be on loopback and private networks
 */
public record GenerationSettings(
        Duration deadline,
        int maxImages,
        int maxSide,
        int parallelPictures,
        PictureFormat imageFormat,
        Optional<Path> styles,
        boolean allowPrivateUpstreams) {}
