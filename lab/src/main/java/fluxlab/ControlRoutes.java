package fluxlab;

import fluxlab.fault.Fault;
import fluxlab.fault.FaultKind;
import fluxlab.fault.Faults;
import fluxlab.fault.ScriptedFault;
import fluxlab.http.Answer;
import fluxlab.http.BadRequest;
import fluxlab.http.Exchange;
import fluxlab.http.Json;
import fluxlab.http.Router;
import fluxlab.journal.Entry;
import fluxlab.journal.Journal;
import fluxlab.journal.Stats;
import fluxlab.provider.Knobs;
import fluxlab.provider.Simulator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The lab's own API under {@code /lab}: faults, journal, counters, knobs. Its calls are not part of any count.
 *
 * <p>A fault script: {@code {"kind"}} of {@link FaultKind}, and optionally {@code provider} and {@code call} (default
 * {@code *}), {@code times} (1; 0 until removed), {@code after} (0), {@code prompt} (a part of it), {@code status},
 * {@code seconds}, {@code retryAfter}, {@code body}, {@code variant}, {@code location} and {@code billed}.
 */
final class ControlRoutes {

    private static final Set<String> SCRIPT = Set.of(
            "provider",
            "call",
            "kind",
            "times",
            "after",
            "prompt",
            "status",
            "seconds",
            "retryAfter",
            "body",
            "variant",
            "location",
            "billed");

    private final Journal journal;
    private final Faults faults;
    private final List<Simulator> simulators;

    ControlRoutes(Journal journal, Faults faults, List<Simulator> simulators) {
        this.journal = journal;
        this.faults = faults;
        this.simulators = List.copyOf(simulators);
    }

    void routes(Router to) {
        to.get("/lab", this::overview);
        to.get("/lab/faults", _ -> Answer.json(200, waiting()));
        to.post("/lab/faults", this::script);
        to.delete("/lab/faults", this::clearFaults);
        to.delete("/lab/faults/{id}", this::removeFault);
        to.get("/lab/journal", this::entries);
        to.delete("/lab/journal", this::clearJournal);
        to.get("/lab/stats", _ -> Answer.json(200, stats()));
        to.get(
                "/lab/providers/{id}",
                x -> Answer.json(200, knobs(provider(x).account().knobs())));
        to.post("/lab/providers/{id}", this::turn);
    }

    static JsonNode problem(int status, String message) {
        return Json.object().put("error", message).put("status", status);
    }

    private Answer overview(Exchange x) {
        var settings = Json.array();
        simulators.forEach(simulator -> simulator.settings(x.base()).forEach(settings::add));
        settings.add("BRIDGE_ALLOW_PRIVATE_UPSTREAMS=true");
        var ids = Json.array();
        simulators.forEach(simulator -> ids.add(simulator.id()));
        var answer = Json.object();
        answer.set("providers", ids);
        answer.set("settings", settings);
        return Answer.json(200, answer);
    }

    private Answer script(Exchange x) {
        var asked = x.json();
        for (var name : asked.propertyNames()) {
            if (!SCRIPT.contains(name)) {
                throw new BadRequest("unknown field " + name + "; there are " + new TreeSet<>(SCRIPT));
            }
        }
        var provider = asked.path("provider").asString("*");
        if (!provider.equals("*")
                && simulators.stream().noneMatch(simulator -> simulator.id().equals(provider))) {
            throw new BadRequest("the lab has no provider " + provider);
        }
        try {
            var scripted = faults.add(
                    provider,
                    asked.path("call").asString("*"),
                    fault(asked),
                    asked.path("times").asInt(1),
                    asked.path("after").asInt(0),
                    asked.path("prompt").asString(""));
            return Answer.json(201, shown(scripted));
        } catch (IllegalArgumentException e) {
            throw new BadRequest(String.valueOf(e.getMessage()));
        }
    }

    private static Fault fault(JsonNode asked) {
        var fault = Fault.of(FaultKind.parse(asked.path("kind").asString("")));
        if (asked.has("status")) {
            fault = fault.withStatus(asked.get("status").asInt());
        }
        if (asked.has("seconds")) {
            fault = fault.withSeconds(asked.get("seconds").asDouble());
        }
        if (asked.hasNonNull("retryAfter")) {
            fault = fault.withRetryAfter(asked.get("retryAfter").asString());
        }
        if (asked.hasNonNull("body")) {
            var body = asked.get("body");
            fault = fault.withBody(body.isString() ? body.stringValue() : body.toString());
        }
        if (asked.has("variant") || asked.has("location")) {
            fault = fault.withVariant(
                    asked.path("variant").asString(asked.path("location").asString("")));
        }
        return asked.has("billed") ? fault.withBilled(asked.get("billed").asBoolean()) : fault;
    }

    private JsonNode waiting() {
        var all = Json.array();
        faults.waiting().forEach(scripted -> all.add(shown(scripted)));
        return all;
    }

    private static ObjectNode shown(ScriptedFault scripted) {
        var fault = scripted.fault();
        var node = Json.object()
                .put("id", scripted.id())
                .put("provider", scripted.provider())
                .put("call", scripted.call())
                .put("kind", fault.kind().word())
                .put("times", scripted.times())
                .put("after", scripted.after())
                .put("prompt", scripted.text())
                .put("status", fault.status())
                .put("seconds", fault.seconds())
                .put("variant", fault.variant())
                .put("billed", fault.billed());
        return node.put("retryAfter", fault.retryAfter()).put("body", fault.body());
    }

    private Answer clearFaults(Exchange x) {
        faults.clear();
        return Answer.json(200, waiting());
    }

    private Answer removeFault(Exchange x) {
        var id = x.value("id");
        if (!id.matches("[0-9]{1,18}") || !faults.remove(Long.parseLong(id))) {
            return Answer.json(404, problem(404, "no fault " + id + "; it may have been used up"));
        }
        return Answer.json(200, waiting());
    }

    private Answer entries(Exchange x) {
        var provider = x.query("provider", "");
        var call = x.query("call", "");
        var all = Json.array();
        for (var entry : journal.entries()) {
            if ((provider.isEmpty() || entry.provider().equals(provider))
                    && (call.isEmpty() || entry.calls().contains(call))) {
                all.add(shown(entry));
            }
        }
        return Answer.json(200, all);
    }

    private static ObjectNode shown(Entry entry) {
        var node = Json.object()
                .put("number", entry.number())
                .put("provider", entry.provider())
                .put("call", entry.call())
                .put("method", entry.method())
                .put("path", entry.path())
                .put("at", entry.at().toString())
                .put("status", entry.status())
                .put("answeredAt", text(entry.answeredAt()))
                .put("leftAt", text(entry.leftAt()));
        node.set("calls", Json.of(entry.calls()));
        node.set("faults", Json.of(entry.faults()));
        node.set("headers", Json.of(entry.headers()));
        node.set("body", entry.body());
        return node;
    }

    private static @org.jspecify.annotations.Nullable String text(
            java.time.@org.jspecify.annotations.Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private Answer clearJournal(Exchange x) {
        journal.clear();
        return Answer.json(200, stats());
    }

    private JsonNode stats() {
        var all = Json.object();
        for (var simulator : simulators) {
            all.set(simulator.id(), shown(journal.stats(simulator.id())));
        }
        return all;
    }

    private static JsonNode shown(Stats stats) {
        return Json.of(stats);
    }

    private Answer turn(Exchange x) {
        var patch = x.json();
        try {
            return Answer.json(200, knobs(provider(x).account().turn(now -> now.with(patch))));
        } catch (IllegalArgumentException | tools.jackson.core.JacksonException e) {
            throw new BadRequest(String.valueOf(e.getMessage()));
        }
    }

    private static JsonNode knobs(Knobs knobs) {
        return Json.of(knobs);
    }

    private Simulator provider(Exchange x) {
        var id = x.value("id");
        return simulators.stream()
                .filter(simulator -> simulator.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new BadRequest("the lab has no provider " + id));
    }
}
