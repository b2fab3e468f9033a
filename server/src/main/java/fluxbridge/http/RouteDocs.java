package fluxbridge.http;

import java.util.List;

/** A line for every route of {@link Routes}; {@code /docs} and {@code /openapi.json} are made of them. A test compares both lists. */
final class RouteDocs {

    private static final String PICTURES = "Pictures";
    private static final String PROGRESS = "Progress";
    private static final String LISTS = "Lists and options";
    private static final String CONSTANTS = "Asked for by clients, without effect here";
    private static final String OPENAI = "OpenAI";
    private static final String EXTENSION = "SillyTavern extension";
    private static final String OPERATIONS = "Operations";

    /**
     * One method of one path.
     *
     * @param path with parameters as {@code {name}}
     */
    record Line(String method, String path, String group, String summary) {}

    static final List<Line> LINES = List.of(
            post("/sdapi/v1/txt2img", PICTURES, "Draws pictures from a prompt."),
            post("/sdapi/v1/img2img", PICTURES, "Draws over a picture, with a mask over a part of it."),
            post("/sdapi/v1/extra-single-image", PICTURES, "Makes a picture larger."),
            post("/sdapi/v1/extra-batch-images", PICTURES, "Makes several pictures larger."),
            post("/sdapi/v1/png-info", PICTURES, "Reads how a picture was made from its metadata."),
            post("/sdapi/v1/interrogate", PICTURES, "Answers 404: there is no model here that describes pictures."),
            get("/sdapi/v1/progress", PROGRESS, "How far the caller's oldest running job is."),
            post("/sdapi/v1/interrupt", PROGRESS, "Stops the caller's jobs."),
            post("/sdapi/v1/skip", PROGRESS, "Ends the caller's current picture."),
            post("/internal/progress", PROGRESS, "How far the job with this id_task (force_task_id) is."),
            get("/internal/pending-tasks", PROGRESS, "The caller's tasks that wait or run."),
            get("/api/v1/jobs", PROGRESS, "The caller's jobs."),
            get("/api/v1/jobs/{id}", PROGRESS, "One job; the id may be its force_task_id."),
            get(
                    "/api/v1/jobs/{id}/events",
                    PROGRESS,
                    "What happens to a job, as server-sent events; /api/v1/ws has all jobs."),
            post("/api/v1/jobs/{id}/cancel", PROGRESS, "Stops one job."),
            post("/api/v1/match", PICTURES, "Who is in the picture, which LoRAs run and why; draws nothing."),
            get("/sdapi/v1/options", LISTS, "The caller's options; sd_model_checkpoint is the current model."),
            post("/sdapi/v1/options", LISTS, "Sets options, such as the current model."),
            get("/sdapi/v1/sd-models", LISTS, "The models of the providers that are on."),
            get("/sdapi/v1/samplers", LISTS, "The sampler's name; a hosted Flux picks its own."),
            get("/sdapi/v1/schedulers", LISTS, "Names of schedulers."),
            get("/sdapi/v1/upscalers", LISTS, "What the extras can make pictures larger with."),
            get("/sdapi/v1/latent-upscale-modes", LISTS, "Names of latent upscale modes."),
            get("/sdapi/v1/loras", LISTS, "The LoRAs of the dictionary; a <lora:name:weight> tag takes the name."),
            get("/sdapi/v1/prompt-styles", LISTS, "The styles that a request may name."),
            get("/sdapi/v1/embeddings", CONSTANTS, "None are loaded."),
            get("/sdapi/v1/scripts", CONSTANTS, "There are none."),
            get("/sdapi/v1/cmd-flags", CONSTANTS, "{\"api\":true}"),
            get("/sdapi/v1/memory", CONSTANTS, "The bridge's own memory in bytes."),
            get("/sdapi/v1/sd-vae", CONSTANTS, "An empty list."),
            get("/sdapi/v1/hypernetworks", CONSTANTS, "An empty list."),
            get("/sdapi/v1/face-restorers", CONSTANTS, "An empty list."),
            get("/sdapi/v1/realesrgan-models", CONSTANTS, "An empty list."),
            get("/sdapi/v1/extensions", CONSTANTS, "An empty list."),
            get("/sdapi/v1/script-info", CONSTANTS, "An empty list."),
            post("/sdapi/v1/refresh-checkpoints", CONSTANTS, "Lists are always fresh."),
            post("/sdapi/v1/refresh-vae", CONSTANTS, "Lists are always fresh."),
            post("/sdapi/v1/refresh-embeddings", CONSTANTS, "Lists are always fresh."),
            post("/sdapi/v1/refresh-loras", CONSTANTS, "Lists are always fresh."),
            post("/sdapi/v1/unload-checkpoint", CONSTANTS, "Nothing is loaded here."),
            post("/sdapi/v1/reload-checkpoint", CONSTANTS, "Nothing is loaded here."),
            get("/internal/ping", OPERATIONS, "Answers {}."),
            get("/internal/sysinfo", OPERATIONS, "Version and platform, as A1111 tells them."),
            get("/queue/status", CONSTANTS, "Gradio's queue, which is always empty."),
            get("/api/v1/loras", LISTS, "The dictionary's entries with what is odd or clashes."),
            post("/api/v1/loras", LISTS, "Adds an entry."),
            get("/api/v1/loras/export", LISTS, "The dictionary file, byte for byte."),
            post("/api/v1/loras/import", LISTS, "Takes in a dictionary file; ?mode=merge|replace, ?dry_run=true."),
            post("/api/v1/loras/undo", LISTS, "Takes back the last change."),
            get("/api/v1/loras/{id}", LISTS, "One entry."),
            new Line("PUT", "/api/v1/loras/{id}", LISTS, "Writes a whole entry."),
            new Line("PATCH", "/api/v1/loras/{id}", LISTS, "Changes fields of an entry; null takes one away."),
            new Line("DELETE", "/api/v1/loras/{id}", LISTS, "Takes an entry out."),
            get("/v1/models", OPENAI, "The models."),
            get("/v1/models/{id}", OPENAI, "One model."),
            post("/v1/images/generations", OPENAI, "Draws pictures from a prompt."),
            post("/v1/images/edits", OPENAI, "Draws over a picture; what its mask leaves transparent is repainted."),
            post("/v1/images/variations", OPENAI, "Draws variations of a picture."),
            get("/v1/images/files/{name}", OPENAI, "A picture that was asked for by url, while the url lasts."),
            head("/v1/images/files/{name}", OPENAI, "Whether that picture is still there."),
            get("/", OPERATIONS, "A page for people, {model, upscaler} for programs."),
            head("/", OPERATIONS, "Whether the bridge is there."),
            get("/docs", OPERATIONS, "This list, for people."),
            get("/openapi.json", OPERATIONS, "This list, for programs."),
            get("/extension.git", EXTENSION, "How to install the extension, for people."),
            get("/extension.git/info/refs", EXTENSION, "The extension as a git repository: its branches and tags."),
            post("/extension.git/git-upload-pack", EXTENSION, "The same: a pack, as git clone asks for it."),
            get("/extension.zip", EXTENSION, "The extension as a folder to unpack."),
            get("/healthz", OPERATIONS, "Whether the process runs."),
            get("/readyz", OPERATIONS, "Whether requests are taken."),
            get("/status", OPERATIONS, "Providers, jobs, memory, dictionary."),
            get(
                    "/api/v1/providers",
                    OPERATIONS,
                    "What each provider can do, how it does, and why requests went where they went."),
            get(
                    "/api/v1/providers",
                    OPERATIONS,
                    "What each provider can do, how it does, and why requests went where they went."),
            get(
                    "/api/v1/spend",
                    OPERATIONS,
                    "The budget of the day: spent, held, of unknown outcome, by provider. With a token that is not the owner's, its own."),
            get("/metrics", OPERATIONS, "Meters in Prometheus' format."));

    private RouteDocs() {}

    private static Line get(String path, String group, String summary) {
        return new Line("GET", path, group, summary);
    }

    private static Line head(String path, String group, String summary) {
        return new Line("HEAD", path, group, summary);
    }

    private static Line post(String path, String group, String summary) {
        return new Line("POST", path, group, summary);
    }
}
