package fluxbridge.provider.adapters;

import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Secret;
import fluxbridge.failure.Failure.BadCredentials;
import fluxbridge.failure.Failure.BadReply;
import fluxbridge.failure.Failure.RejectedByProvider;
import fluxbridge.failure.Failure.Unavailable;
import fluxbridge.failure.GatewayException;
import fluxbridge.provider.Call;
import fluxbridge.provider.HttpReply;
import fluxbridge.provider.Outgoing;
import fluxbridge.provider.Vendor;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/**
 * One Space: where it is, whether it is awake, and the signature of its function (providers-2.md §3.1). What is found out is kept for a
 * minute, so that a Space that was put to sleep or rebuilt is noticed before work is sent to it.
 */
final class HfSpace {

    private static final ProviderId ID = HfProvider.ID;
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
    private static final Set<String> WAKING = Set.of("SLEEPING", "STOPPED", "BUILDING", "APP_STARTING");
    private static final Set<String> AWAKE = Set.of("RUNNING", "RUNNING_BUILDING");

    /**
     * What the owner set.
     *
     * @param name owner/space
     * @param endpoint the Space's own address, null to ask the Hub
     * @param hub where the Hub's API is
     * @param function api_name without the slash
     * @param wake longest time that one picture waits for a Space that is not up
     */
    record Where(String name, @Nullable URI endpoint, URI hub, Secret token, String function, Duration wake) {}

    /**
     * The function as it is deployed.
     *
     * @param base the Space's address without a slash at its end
     * @param prefix {@code /gradio_api}, empty for Gradio 4
     * @param parameters in the order of the wire
     */
    record App(String base, String prefix, int function, List<Parameter> parameters) {
        App {
            parameters = List.copyOf(parameters);
        }
    }

    /**
     * @param name empty for hidden state
     * @param fallback its default, null when it has none
     * @param description such as {@code numeric value between 1 and 50}
     * @param component such as {@code Textbox}
     */
    record Parameter(String name, @Nullable JsonNode fallback, String description, String component) {}

    private record Known(App app, Instant until) {}

    private final Vendor vendor;
    private final Where where;
    private final HfErrors errors;
    private final AtomicReference<@Nullable Known> known = new AtomicReference<>();

    HfSpace(Vendor vendor, Where where, HfErrors errors) {
        this.vendor = vendor;
        this.where = where;
        this.errors = errors;
    }

    /**
     * The function, waiting for the Space to wake where it sleeps.
     *
     * @throws GatewayException {@code Unavailable} when it is not up in time, {@code RejectedByProvider} when it has no such function
     */
    App app(Call call) {
        var kept = known.get();
        if (kept != null && vendor.now().isBefore(kept.until())) {
            return kept.app();
        }
        var base = base(call);
        var config = config(base, call);
        var prefix = config.path("api_prefix").asString("");
        var info = object(vendor.read(get(base + prefix + "/info"), call), "its signature");
        var app = app(base, prefix, config, info);
        known.set(new Known(app, vendor.now().plus(KEPT)));
        return app;
    }

    /** Finds everything out anew next time. */
    void forget() {
        known.set(null);
    }

    private String base(Call call) {
        if (where.endpoint() != null) {
            return trim(where.endpoint());
        }
        var reply = vendor.read(hub("/host"), call);
        if (reply.status() == 404 || reply.status() == 401) {
            throw Vendor.fail(errors.missing(reply.status()));
        }
        var host = object(reply, "its address").path("host").asString("");
        try {
            var uri = URI.create(host);
            if (!isTrusted(uri)) {
                throw Vendor.fail(new BadReply(
                        ID,
                        "is said to be at " + vendor.excerpt(host)
                                + ", which is not a host of hf.space; set HF_ENDPOINT if that is right"));
            }
            return trim(uri);
        } catch (IllegalArgumentException e) {
            throw new GatewayException(new BadReply(ID, "is said to be at something that is no address"), e);
        }
    }

    private static String trim(URI uri) {
        return uri.toString().replaceAll("/+$", "");
    }

    /** The answer of {@code /config}; asking for it wakes a Space that sleeps. */
    private JsonNode config(String base, Call call) {
        var patience = vendor.now().plus(where.wake());
        var last = "";
        while (true) {
            var reply = vendor.read(get(base + "/config"), call);
            if (!List.of(502, 503, 504).contains(reply.status())) {
                return object(reply, "its configuration");
            }
            var stage = stage(call);
            boolean waking = WAKING.contains(stage) || (AWAKE.contains(stage) && WAKING.contains(last));
            if (!waking) {
                throw Vendor.fail(new Unavailable(ID, notUp(stage, reply.status())));
            }
            var next = vendor.now().plus(BETWEEN_LOOKS);
            if (next.isAfter(patience) || !next.isBefore(call.deadline())) {
                throw Vendor.fail(new Unavailable(
                        ID, "is not up yet (" + stage + "); it was woken and takes a minute or more, try again then"));
            }
            call.progress().report(0, "waking " + where.name() + " (" + stage.toLowerCase(Locale.ROOT) + ")");
            vendor.sleep(BETWEEN_LOOKS);
            last = AWAKE.contains(stage) ? last : stage;
        }
    }

    private String notUp(String stage, int status) {
        if (stage.isEmpty() || AWAKE.contains(stage)) {
            return "does not answer (" + status + "); look at https://huggingface.co/spaces/" + where.name();
        }
        return "is down (" + stage + "); only its owner can start it, at https://huggingface.co/spaces/" + where.name();
    }

    /** The Hub's {@code runtime.stage}, empty when it does not say. */
    private String stage(Call call) {
        try {
            return vendor.read(hub(""), call)
                    .jsonOrMissing()
                    .path("runtime")
                    .path("stage")
                    .asString("");
        } catch (GatewayException e) {
            if (e.failure() instanceof fluxbridge.failure.Failure.Cancelled) {
                throw e;
            }
            return "";
        }
    }

    private JsonNode object(HttpReply reply, String what) {
        if (!reply.ok()) {
            throw errors.ofStatus(reply);
        }
        var body = reply.json();
        if (!body.isObject()) {
            throw Vendor.fail(new BadReply(ID, "sent " + what + " as something that is not a JSON object"));
        }
        return body;
    }

    private App app(String base, String prefix, JsonNode config, JsonNode info) {
        int position = 0;
        for (var dependency : config.path("dependencies")) {
            if (dependency.path("api_name").asString("").equals(where.function())) {
                var signature = info.path("named_endpoints").path("/" + where.function());
                return new App(
                        base,
                        prefix,
                        dependency.path("id").asInt(position),
                        parameters(signature, dependency, config.path("components")));
            }
            position++;
        }
        throw Vendor.fail(new RejectedByProvider(
                ID, "has no function /" + where.function() + "; set HF_API_NAME to one of " + names(config)));
    }

    private static List<String> names(JsonNode config) {
        return config.path("dependencies")
                .valueStream()
                .map(it -> it.path("api_name").asString(""))
                .filter(it -> !it.isEmpty() && !it.equals("false"))
                .map(it -> "/" + it)
                .limit(20)
                .toList();
    }

    /** The signature leaves hidden state out, the wire does not. */
    private static List<Parameter> parameters(JsonNode signature, JsonNode dependency, JsonNode components) {
        var types = new LinkedHashMap<Integer, String>();
        components.forEach(
                it -> types.put(it.path("id").asInt(-1), it.path("type").asString("")));
        var named = new ArrayList<Parameter>();
        for (var it : signature.path("parameters")) {
            named.add(new Parameter(
                    it.path("parameter_name").asString(""),
                    it.path("parameter_has_default").asBoolean(false) ? it.path("parameter_default") : null,
                    it.path("type").path("description").asString(""),
                    it.path("component").asString("")));
        }
        if (dependency.path("inputs").size() != named.size()) {
            int at = 0;
            for (var input : dependency.path("inputs")) {
                if ("state".equals(types.get(input.asInt(-1))) && at <= named.size()) {
                    named.add(at, new Parameter("", NullNode.instance, "", "State"));
                }
                at++;
            }
        }
        return named;
    }

    // ---- requests ---------------------------------------------------------------------------------

    Outgoing get(String uri) {
        return signed(Outgoing.get(URI.create(uri)));
    }

    Outgoing post(String uri, JsonNode body) {
        return signed(Outgoing.post(URI.create(uri), body));
    }

    Outgoing signed(Outgoing outgoing) {
        var signed = outgoing;
        for (var header : credentials(outgoing.uri()).entrySet()) {
            signed = signed.header(header.getKey(), header.getValue());
        }
        return signed;
    }

    /** The token twice, as the Python client sends it; none for a host that is neither Hugging Face's nor the owner's choice. */
    Map<String, String> credentials(URI to) {
        if (!where.token().isPresent() || !isTrusted(to)) {
            return Map.of();
        }
        var bearer = "Bearer " + where.token().reveal();
        return Map.of("Authorization", bearer, "x-hf-authorization", bearer);
    }

    /**
     * The name of the token's account, empty when no token is set ({@code GET /api/whoami-v2} of the Hub).
     *
     * @throws GatewayException {@code BadCredentials} when the Hub does not know the token
     */
    String account(Call call) {
        if (!where.token().isPresent()) {
            return "";
        }
        var reply = vendor.read(atHub("/api/whoami-v2"), call);
        if (reply.status() == 401 || reply.status() == 403) {
            throw Vendor.fail(new BadCredentials(
                    ID,
                    "does not accept HF_TOKEN (" + reply.status()
                            + "); make one at https://huggingface.co/settings/tokens"));
        }
        return vendor.excerpt(object(reply, "the account").path("name").asString("unknown"));
    }

    private Outgoing hub(String rest) {
        return atHub("/api/spaces/" + where.name() + rest);
    }

    private Outgoing atHub(String path) {
        var outgoing = Outgoing.get(URI.create(trim(where.hub()) + path));
        return where.token().isPresent()
                ? outgoing.header("Authorization", "Bearer " + where.token().reveal())
                : outgoing;
    }

    private boolean isTrusted(URI uri) {
        var host = uri.getHost();
        if (host == null) {
            return false;
        }
        boolean ownSpace = "https".equals(uri.getScheme())
                && host.toLowerCase(Locale.ROOT).endsWith(".hf.space")
                && uri.getPort() == -1;
        return ownSpace || sameServer(uri, where.endpoint()) || sameServer(uri, where.hub());
    }

    static boolean sameServer(URI uri, @Nullable URI other) {
        return other != null
                && String.valueOf(uri.getAuthority()).equalsIgnoreCase(other.getAuthority())
                && String.valueOf(uri.getScheme()).equalsIgnoreCase(other.getScheme());
    }
}
