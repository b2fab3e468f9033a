package fluxbridge.summary;

import fluxbridge.config.SummarySettings;
import fluxbridge.domain.ProviderId;
import fluxbridge.failure.GatewayException;
import fluxbridge.provider.BodyPermit;
import fluxbridge.provider.Call;
import fluxbridge.provider.HttpReply;
import fluxbridge.provider.Outgoing;
import fluxbridge.provider.Progress;
import fluxbridge.provider.ProviderHttp;
import fluxbridge.provider.Vendor;
import fluxbridge.provider.WireJson;
import fluxbridge.summary.Dialect.Form;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An OpenAI-compatible chat server. It is asked in the richest form that it takes, which is found out once. */
final class ChatEndpoint {

    private static final ProviderId ID = new ProviderId("summary");
    private static final int MOST_TOKENS = 700;

    /** Statuses of servers that do not know a field of the request. */
    private static final Set<Integer> NOT_UNDERSTOOD = Set.of(400, 404, 422);

    private final Vendor vendor;
    private final URI uri;
    private final Dialect dialect;
    private final String model;
    private final SummarySettings settings;
    private volatile Form form;

    /** @param http with a guard that lets private addresses through: the owner named this server */
    ChatEndpoint(URI base, SummarySettings settings, ProviderHttp http) {
        this.settings = settings;
        this.dialect = Dialect.of(base);
        this.uri = dialect.chat(base);
        this.model = settings.model().isEmpty() ? dialect.defaultModel() : settings.model();
        this.form = dialect.firstForm();
        this.vendor = http.vendor(ID, List.of(settings.key()));
    }

    String model() {
        return model;
    }

    /** Part of what a summary depends on. */
    URI uri() {
        return uri;
    }

    /**
     * One answer.
     *
     * @throws GatewayException when there is none: the server is dead, slow, refuses, or says nothing usable
     */
    ChatReply ask(ArrayNode messages, Instant deadline) {
        var call = new Call("summary", deadline, Progress.NONE, BodyPermit.UNLIMITED);
        for (var asked = form; ; asked = asked.less()) {
            var reply = vendor.submit(request(messages, asked), call);
            if (reply.ok()) {
                form = asked;
                return read(reply);
            }
            if (!NOT_UNDERSTOOD.contains(reply.status()) || asked == Form.BARE) {
                throw vendor.failure(reply, reason(reply));
            }
        }
    }

    private ChatReply read(HttpReply reply) {
        var read = ChatReply.of(reply.json());
        return new ChatReply(read.text(), vendor.excerpt(read.trouble()));
    }

    private static String reason(HttpReply reply) {
        var error = reply.jsonOrMissing().path("error");
        return error.isString() ? error.asString() : error.path("message").asString("");
    }

    private Outgoing request(ArrayNode messages, Form asked) {
        var outgoing = Outgoing.post(uri, body(messages, asked)).header("Accept", "application/json");
        return settings.key().isPresent()
                ? outgoing.header("Authorization", "Bearer " + settings.key().reveal())
                : outgoing;
    }

    private ObjectNode body(ArrayNode messages, Form asked) {
        var body = WireJson.MAPPER.createObjectNode().put("model", model);
        body.set("messages", messages);
        body.put("stream", false);
        if (asked == Form.BARE) {
            return body;
        }
        body.put(dialect.mostTokens(), MOST_TOKENS).put("temperature", 0.2).put("top_p", 0.85);
        if (asked == Form.PLAIN) {
            return body;
        }
        dialect.withoutThinking(body);
        var format = body.putObject("response_format");
        if (asked == Form.JSON_OBJECT) {
            format.put("type", "json_object");
            return body;
        }
        format.put("type", "json_schema");
        var named = format.putObject("json_schema").put("name", "scene").put("strict", true);
        var schema = named.putObject("schema").put("type", "object");
        schema.putObject("properties").putObject("prompt").put("type", "string");
        schema.putArray("required").add("prompt");
        schema.put("additionalProperties", false);
        if (dialect == Dialect.OPENROUTER) {
            body.putObject("provider").put("require_parameters", true);
        }
        return body;
    }
}
