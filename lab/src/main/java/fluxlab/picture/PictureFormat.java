package fluxlab.picture;

/** A file format for pictures. */
public enum PictureFormat {
    PNG("image/png", "png"),
    JPEG("image/jpeg", "jpg"),
    WEBP("image/webp", "webp");

    private final String type;
    private final String extension;

    PictureFormat(String type, String extension) {
        this.type = type;
        this.extension = extension;
    }

    /** The media type. */
    public String type() {
        return type;
    }

    /** The file name's ending, without the dot. */
    public String extension() {
        return extension;
    }
}
