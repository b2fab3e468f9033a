package fluxbridge.http;

import fluxbridge.domain.Caller;
import fluxbridge.store.KeyedHash;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** One line of JSON per request. Prompts appear as a keyed hash unless the operator asks for their text. */
public final class RequestLog {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final boolean prompts;
    private final KeyedHash hash;
    private final Consumer<String> out;

    public RequestLog(boolean prompts, KeyedHash hash, Consumer<String> out) {
        this.prompts = prompts;
        this.hash = hash;
        this.out = out;
    }

    /** @param facts what the handler found out, in order; may hold {@code prompt}, which is hashed here */
    void write(
            Instant at,
            String id,
            String method,
            String route,
            int status,
            long millis,
            @Nullable Caller caller,
            Map<String, Object> facts) {
        var line = new LinkedHashMap<String, Object>();
        line.put("at", at.toString());
        line.put("id", id);
        line.put("method", method);
        line.put("route", route);
        line.put("status", status);
        line.put("ms", millis);
        if (caller != null) {
            line.put("caller", caller.id());
        }
        facts.forEach((name, value) -> {
            if (!name.equals("prompt")) {
                line.put(name, value);
            } else if (prompts) {
                line.put("prompt", value);
            } else {
                line.put("prompt_hash", hash.hex("prompt", value.toString()));
            }
        });
        out.accept(MAPPER.writeValueAsString(line));
    }
}
