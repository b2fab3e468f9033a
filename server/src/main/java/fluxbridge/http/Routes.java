package fluxbridge.http;

import fluxbridge.a1111.ExtrasEndpoints;
import fluxbridge.a1111.ImageEndpoints;
import fluxbridge.a1111.Lists;
import fluxbridge.a1111.Options;
import fluxbridge.a1111.PngInfoEndpoint;
import fluxbridge.a1111.ProgressEndpoints;
import fluxbridge.api.Asides;
import fluxbridge.api.JobsEndpoint;
import fluxbridge.api.MatchEndpoint;
import fluxbridge.api.SpendEndpoint;
import fluxbridge.failure.Failure.NotFound;
import fluxbridge.failure.GatewayException;
import fluxbridge.metrics.Metrics;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.http.NotFoundResponse;
import java.util.Map;

/** Every URL the bridge answers. To add one: a line here, a method where it points, a line in {@link RouteDocs}. */
public final class Routes {

    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Exchange on;
    private final ImageEndpoints images;
    private final Asides asides;
    private final Options options;
    private final Lists lists;
    private final ProgressEndpoints progress;
    private final JobsEndpoint jobs;
    private final JobStream jobStream;
    private final JobSocket jobSocket;
    private final PngInfoEndpoint pngInfo;
    private final OpenAiExchange openAi;
    private final MatchEndpoint match;
    private final LorasExchange loras;
    private final ExtrasEndpoints extras;
    private final SpendEndpoint spend;
    private final Status status;
    private final ProviderStatus providers;
    private final ExtensionDoor extension;
    private final Welcome welcome;
    private final ApiDocs docs;
    private final Metrics metrics;

    public Routes(
            Exchange on,
            ImageEndpoints images,
            Asides asides,
            Options options,
            Lists lists,
            ProgressEndpoints progress,
            JobsEndpoint jobs,
            JobStream jobStream,
            JobSocket jobSocket,
            PngInfoEndpoint pngInfo,
            OpenAiExchange openAi,
            MatchEndpoint match,
            LorasExchange loras,
            ExtrasEndpoints extras,
            SpendEndpoint spend,
            Status status,
            ProviderStatus providers,
            ExtensionDoor extension,
            Welcome welcome,
            ApiDocs docs,
            Metrics metrics) {
        this.on = on;
        this.images = images;
        this.asides = asides;
        this.options = options;
        this.lists = lists;
        this.progress = progress;
        this.jobs = jobs;
        this.jobStream = jobStream;
        this.jobSocket = jobSocket;
        this.pngInfo = pngInfo;
        this.openAi = openAi;
        this.match = match;
        this.loras = loras;
        this.extras = extras;
        this.spend = spend;
        this.status = status;
        this.providers = providers;
        this.extension = extension;
        this.welcome = welcome;
        this.docs = docs;
        this.metrics = metrics;
    }

    void register(RoutesConfig to) {
        to.post("/sdapi/v1/txt2img", on.pictures(asides::answer, images::txt2img));
        to.post("/sdapi/v1/img2img", on.pictures(asides::answer, images::img2img));
        to.post("/sdapi/v1/png-info", on.call((_, body) -> pngInfo.read(body)));
        to.post("/sdapi/v1/extra-single-image", on.call((_, body) -> extras.single(body)));
        to.post("/sdapi/v1/extra-batch-images", on.call((_, body) -> extras.batch(body)));
        to.get("/sdapi/v1/progress", on.reply(progress::progress));
        to.post("/sdapi/v1/interrupt", on.act(caller -> {
            progress.interrupt(caller);
            return Map.of();
        }));
        to.post("/sdapi/v1/skip", on.act(caller -> {
            progress.skip(caller);
            return null;
        }));
        to.get("/sdapi/v1/options", on.reply(options::get));
        to.post("/sdapi/v1/options", on.call((caller, body) -> {
            options.set(caller, body);
            return null;
        }));
        jobs(to);
        to.post("/api/v1/match", on.call(match::match));
        loras.register(to);
        lists(to);
        constants(to);
        openAi(to);
        extension(to);
        operations(to);
        unknown(to);
    }

    private void jobs(RoutesConfig to) {
        to.post("/internal/progress", on.call(progress::internal));
        to.get("/internal/pending-tasks", on.reply(progress::pendingTasks));
        to.get("/api/v1/jobs", on.reply(jobs::list));
        to.get("/api/v1/jobs/{id}", on.one(jobs::one, "id"));
        to.post("/api/v1/jobs/{id}/cancel", on.one(jobs::cancel, "id"));
        to.get("/api/v1/jobs/{id}/events", on.stream(jobStream::stream));
        to.wsBeforeUpgrade("/api/v1/ws", on.upgrade(JobSocket::admit));
        to.ws("/api/v1/ws", jobSocket::configure);
    }

    private void lists(RoutesConfig to) {
        to.get("/sdapi/v1/sd-models", on.reply(_ -> lists.models()));
        to.get("/sdapi/v1/samplers", on.reply(asides::answer, _ -> lists.samplers()));
        to.get("/sdapi/v1/schedulers", on.reply(_ -> lists.schedulers()));
        to.get("/sdapi/v1/upscalers", on.reply(_ -> lists.upscalers()));
        to.get("/sdapi/v1/latent-upscale-modes", on.reply(_ -> lists.latentUpscaleModes()));
        to.get("/sdapi/v1/loras", on.reply(_ -> lists.loras()));
        to.get("/sdapi/v1/prompt-styles", on.reply(_ -> lists.styles()));
        to.get("/sdapi/v1/embeddings", on.reply(_ -> lists.embeddings()));
        to.get("/sdapi/v1/scripts", on.reply(_ -> lists.scripts()));
        to.get("/sdapi/v1/cmd-flags", on.reply(_ -> lists.flags()));
        to.get("/sdapi/v1/memory", on.reply(_ -> lists.memory()));
        for (var empty : new String[] {
            "sd-vae", "hypernetworks", "face-restorers", "realesrgan-models", "extensions", "script-info"
        }) {
            to.get("/sdapi/v1/" + empty, on.reply(_ -> lists.none()));
        }
    }

    private void constants(RoutesConfig to) {
        for (var refresh : new String[] {"checkpoints", "vae", "embeddings", "loras"}) {
            to.post("/sdapi/v1/refresh-" + refresh, on.act(_ -> null));
        }
        to.post("/sdapi/v1/unload-checkpoint", on.act(_ -> Map.of()));
        to.post("/sdapi/v1/reload-checkpoint", on.act(_ -> Map.of()));
        to.get("/internal/ping", on.reply(_ -> Map.of()));
        to.get("/internal/sysinfo", on.text("text/plain", () -> lists.sysinfo().toString()));
        to.get("/queue/status", on.reply(_ -> lists.queue()));
        to.post("/sdapi/v1/interrogate", on.act(_ -> {
            throw new GatewayException(new NotFound("Model not found"));
        }));
    }

    private void openAi(RoutesConfig to) {
        to.get("/v1/models", openAi.models());
        to.get("/v1/models/<id>", openAi.model());
        to.post("/v1/images/generations", openAi.generations());
        to.post("/v1/images/edits", openAi.edits());
        to.post("/v1/images/variations", openAi.variations());
        to.get("/v1/images/files/{name}", openAi.file());
        to.head("/v1/images/files/{name}", openAi.file());
    }

    private void extension(RoutesConfig to) {
        to.get("/extension.git", on.raw(extension::told));
        to.get("/extension.git/info/refs", on.raw(extension::refs));
        to.post("/extension.git/git-upload-pack", on.raw(extension::pack));
        to.get("/extension.zip", on.raw(extension::zip));
    }

    private void operations(RoutesConfig to) {
        to.get("/", on.raw(this::welcome));
        to.head("/", on.raw(this::welcome));
        to.get("/docs", on.text("text/html; charset=utf-8", docs::html));
        to.get("/openapi.json", on.reply(_ -> docs.openApi()));
        to.get("/healthz", on.reply(_ -> Map.of("status", "ok")));
        to.get("/readyz", on.raw(ctx -> {
            var ready = status.ready();
            ctx.status(ready.isEmpty() ? 200 : 503);
            ctx.contentType("application/json").result(Status.readiness(ready));
        }));
        to.get("/status", on.reply(_ -> status.get()));
        to.get("/api/v1/providers", on.reply(_ -> providers.get()));
        to.get("/api/v1/spend", on.reply(_ -> spend.get()));
        to.get("/metrics", on.text(PROMETHEUS, metrics::scrape));
    }

    /** A page for people; {@code {model, upscaler}} for programs, which SillyTavern's DrawThings source reads. */
    private void welcome(Context ctx) {
        var accept = ctx.header("Accept");
        if (accept != null && accept.contains("text/html")) {
            ctx.html(welcome.html());
        } else {
            ctx.contentType("application/json").result(welcome.json());
        }
    }

    /** Preflights are answered on every path, known or not, and without an {@code Origin} too. */
    private void unknown(RoutesConfig to) {
        var preflight = on.preflight();
        to.before(ctx -> {
            if (ctx.method().equals(HandlerType.OPTIONS)) {
                preflight.handle(ctx);
                ctx.skipRemainingHandlers();
            }
        });
        var notFound = on.refuse(404, Problems.notFound());
        to.exception(NotFoundResponse.class, (_, ctx) -> answer(notFound, ctx));
        var methodNotAllowed = on.refuse(405, Problems.methodNotAllowed());
        to.exception(MethodNotAllowedResponse.class, (_, ctx) -> answer(methodNotAllowed, ctx));
    }

    private static void answer(Handler handler, Context ctx) {
        try {
            handler.handle(ctx);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
