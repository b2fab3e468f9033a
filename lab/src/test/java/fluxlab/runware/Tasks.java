package fluxlab.runware;

import java.util.UUID;

/** Request bodies for Runware's simulator. */
public final class Tasks {

    private Tasks() {}

    /** An {@code imageInference} array with a fresh UUID; {@code more} is further JSON fields, or empty. */
    public static String image(String prompt, String more) {
        return image(UUID.randomUUID().toString(), prompt, more);
    }

    public static String image(String uuid, String prompt, String more) {
        return "["
                + bare(
                        uuid,
                        "\"positivePrompt\":\"" + prompt + "\",\"model\":\"runware:101@1\",\"width\":256,\"height\":256"
                                + (more.isEmpty() ? "" : "," + more))
                + "]";
    }

    /** One {@code imageInference} object with only the fields given. */
    public static String bare(String uuid, String fields) {
        return "{\"taskType\":\"imageInference\",\"taskUUID\":\"" + uuid + "\"," + fields + "}";
    }

    public static String poll(String uuid) {
        return "[{\"taskType\":\"getResponse\",\"taskUUID\":\"" + uuid + "\"}]";
    }

    public static String upload(String air, String url) {
        return "[{\"taskType\":\"modelUpload\",\"taskUUID\":\"" + UUID.randomUUID()
                + "\",\"category\":\"lora\",\"architecture\":\"flux1d\",\"format\":\"safetensors\",\"air\":\"" + air
                + "\",\"uniqueIdentifier\":\"u1\",\"name\":\"my_lora\",\"version\":\"1.0\",\"downloadURL\":\"" + url
                + "\"}]";
    }
}
