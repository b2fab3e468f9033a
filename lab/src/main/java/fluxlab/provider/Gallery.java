package fluxlab.provider;

import fluxlab.fault.Fault;
import fluxlab.fault.FaultKind;
import fluxlab.http.Answer;
import fluxlab.http.Exchange;
import fluxlab.http.Json;
import fluxlab.http.Router;
import fluxlab.picture.BadPictures;
import fluxlab.picture.PictureFormat;
import fluxlab.picture.PictureSpec;
import fluxlab.picture.Pictures;
import java.util.Base64;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The picture URLs of one provider: {@code <prefix>/<id>.<extension>}, call {@code picture}, no key asked. Pictures are
 * rendered when fetched. The last 20,000 are known.
 */
public final class Gallery {

    private static final int KEPT = 20_000;

    private final Pictures pictures;
    private final String prefix;
    private final LinkedHashMap<String, Shown> shown = new LinkedHashMap<>();

    /** {@code prefix} starts with a slash and has none at its end: {@code /runware/im}. */
    public Gallery(Pictures pictures, String prefix) {
        this.pictures = pictures;
        this.prefix = prefix;
    }

    public void routes(Router to) {
        to.picture(prefix + "/{file}", this::serve);
    }

    /** Makes a picture known under {@code id}; returns its URL. A badpicture fault of {@code x} sticks to it. */
    public String publish(Exchange x, String id, PictureSpec spec) {
        var bad = x.fault(FaultKind.BADPICTURE).orElse(null);
        keep(id, new Shown(spec, null, bad));
        return x.base() + prefix + "/" + id + "." + spec.format().extension();
    }

    /** Keeps an uploaded picture under {@code id}; returns its URL. */
    public String store(Exchange x, String id, byte[] file, PictureFormat format) {
        keep(id, new Shown(null, file, null));
        return x.base() + prefix + "/" + id + "." + format.extension();
    }

    private void keep(String id, Shown picture) {
        synchronized (shown) {
            if (shown.size() == KEPT) {
                shown.pollFirstEntry();
            }
            shown.put(id, picture);
        }
    }

    /** The file known under {@code id}, or null. */
    public byte @Nullable [] find(String id) {
        var known = known(id);
        return known == null ? null : known.file(pictures);
    }

    /** The file behind one of this gallery's URLs, or null. */
    public byte @Nullable [] findByUrl(Exchange x, String url) {
        var start = x.base() + prefix + "/";
        return url.startsWith(start) ? find(id(url.substring(start.length()))) : null;
    }

    /** The file of {@code spec} for an answer that carries it inside; spoiled by a badpicture fault of {@code x}. */
    public byte[] inline(Exchange x, PictureSpec spec) {
        var good = pictures.file(spec);
        return x.fault(FaultKind.BADPICTURE)
                .map(fault -> BadPictures.spoil(good, fault.variant()))
                .orElse(good);
    }

    /** {@link #inline} as bare base64. */
    public String inlineBase64(Exchange x, PictureSpec spec) {
        return Base64.getEncoder().encodeToString(inline(x, spec));
    }

    /** Answers the download of {@code {file}}; for simulators whose files are not for everyone. */
    public Answer serve(Exchange x) throws InterruptedException {
        var file = x.value("file");
        var known = known(id(file));
        x.follow("picture", known == null || known.spec == null ? "" : known.spec.prompt());
        if (known == null) {
            return Answer.json(404, Json.object().put("error", "no picture " + file));
        }
        var type = type(file);
        var bad = x.fault(FaultKind.BADPICTURE).orElse(known.bad);
        var good = known.file(pictures);
        return Answer.bytes(200, type, bad == null ? good : BadPictures.spoil(good, bad.variant()));
    }

    private @Nullable Shown known(String id) {
        synchronized (shown) {
            return shown.get(id);
        }
    }

    private static String id(String file) {
        var dot = file.lastIndexOf('.');
        return dot < 0 ? file : file.substring(0, dot);
    }

    private static String type(String file) {
        for (var format : PictureFormat.values()) {
            if (file.endsWith("." + format.extension())) {
                return format.type();
            }
        }
        return "application/octet-stream";
    }

    private static final class Shown {
        private final @Nullable PictureSpec spec;
        private final byte @Nullable [] stored;
        private final @Nullable Fault bad;

        Shown(@Nullable PictureSpec spec, byte @Nullable [] stored, @Nullable Fault bad) {
            this.spec = spec;
            this.stored = stored;
            this.bad = bad;
        }

        byte[] file(Pictures pictures) {
            return spec == null ? java.util.Objects.requireNonNull(stored) : pictures.file(spec);
        }
    }
}
