package fluxlab.picture;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Renders specs to files: two at a time, each once however many ask for it, the last 64 MB kept. The arrays returned are
 * shared: do not write to them.
 */
public final class Pictures {

    private static final int AT_ONCE = 2;
    private static final long KEPT_BYTES = 64L << 20;

    private final Lru<String, byte[]> rendered = new Lru<>(KEPT_BYTES, file -> file.length);
    private final ConcurrentHashMap<String, CompletableFuture<byte[]>> rendering = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(AT_ONCE);

    /** The file of {@code spec}. */
    public byte[] file(PictureSpec spec) {
        var key = spec.key();
        var kept = rendered.get(key);
        if (kept != null) {
            return kept;
        }
        var mine = new CompletableFuture<byte[]>();
        var others = rendering.putIfAbsent(key, mine);
        if (others != null) {
            return others.join();
        }
        try {
            var file = render(spec);
            rendered.put(key, file);
            mine.complete(file);
            return file;
        } catch (RuntimeException e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            rendering.remove(key, mine);
        }
    }

    private byte[] render(PictureSpec spec) {
        places.acquireUninterruptibly();
        try {
            var canvas = Painter.paint(spec);
            return switch (spec.format()) {
                case PNG -> Png.encode(canvas, spec.leastBytes());
                case JPEG -> Jpeg.encode(canvas, spec.leastBytes());
                case WEBP -> Webp.encode(canvas, spec.leastBytes());
            };
        } finally {
            places.release();
        }
    }
}
