package fluxbridge.http;

import fluxbridge.domain.ProviderId;
import fluxbridge.generate.Jobs;
import fluxbridge.generate.PictureMemory;
import fluxbridge.lora.DictionaryFile;
import fluxbridge.provider.Providers;
import fluxbridge.route.Router;
import fluxbridge.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What operators ask: is it ready, what is on, what is running. */
public final class Status {

    private final Providers providers;
    private final Router router;
    private final Jobs jobs;
    private final PictureMemory memory;
    private final DictionaryFile dictionary;
    private final Database database;
    private final InstantSource clock;
    private final Instant startedAt;
    private final String version;
    private final AtomicBoolean draining = new AtomicBoolean();

    public Status(
            Providers providers,
            Router router,
            Jobs jobs,
            PictureMemory memory,
            DictionaryFile dictionary,
            Database database,
            InstantSource clock,
            String version) {
        this.providers = providers;
        this.router = router;
        this.jobs = jobs;
        this.memory = memory;
        this.dictionary = dictionary;
        this.database = database;
        this.clock = clock;
        this.startedAt = clock.instant();
        this.version = version;
    }

    /** From now on the bridge is not ready: it is stopping. */
    void drain() {
        draining.set(true);
    }

    /** Why the bridge is not ready; empty when it is. */
    String ready() {
        if (draining.get()) {
            return "the bridge is stopping";
        }
        return database.answers() ? "" : "the database does not answer";
    }

    /** @param why empty for ready */
    static String readiness(String why) {
        var body = JsonNodeFactory.instance.objectNode();
        body.put("status", why.isEmpty() ? "ready" : "not ready");
        if (!why.isEmpty()) {
            body.put("why", why);
        }
        return body.toString();
    }

    /** {@code GET /status}. */
    ObjectNode get() {
        var status = JsonNodeFactory.instance.objectNode();
        status.put("version", version);
        status.put("ready", ready().isEmpty());
        status.put(
                "uptime_seconds", Duration.between(startedAt, clock.instant()).toSeconds());
        var order = status.putArray("provider_order");
        router.order().stream().map(ProviderId::value).forEach(order::add);
        var list = status.putArray("providers");
        for (var entry : providers.entries()) {
            var item = list.addObject();
            item.put("id", entry.spec().id().value());
            item.put("title", entry.spec().title());
            item.put("on", entry.provider().isPresent());
            entry.whyOff().ifPresent(why -> item.put("why_off", why));
            entry.provider().ifPresent(provider -> {
                item.put("max_loras", provider.capabilities().maxLoras());
                item.put("free", provider.capabilities().free());
            });
        }
        status.put("jobs_running", jobs.count());
        status.put("picture_memory_free_mib", memory.free());
        var loras = status.putObject("dictionary");
        loras.put("source", dictionary.source());
        loras.put("loras", dictionary.get().loras().size());
        loras.put("oddities", dictionary.get().oddities().size());
        return status;
    }
}
