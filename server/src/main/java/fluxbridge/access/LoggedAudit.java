package fluxbridge.access;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/** One line of JSON per action; JSON escapes line breaks, so no subject can forge a line. */
public final class LoggedAudit implements AdminAudit {

    private final InstantSource clock;
    private final Consumer<String> out;

    public LoggedAudit(InstantSource clock, Consumer<String> out) {
        this.clock = clock;
        this.out = out;
    }

    @Override
    public void record(String who, String action, String subject) {
        var line = new LinkedHashMap<String, String>();
        line.put("at", clock.instant().toString());
        line.put("who", who);
        line.put("action", action);
        line.put("subject", subject);
        out.accept(JsonMapper.shared().writeValueAsString(line));
    }
}
