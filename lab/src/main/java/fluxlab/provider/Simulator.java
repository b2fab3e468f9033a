package fluxlab.provider;

import fluxlab.http.Json;
import fluxlab.http.Router;
import java.net.URI;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** One provider's API, as its own clients know it, under the path {@code /<id>/}. */
public interface Simulator {

    /** Lower-case name in paths, scripts and the journal: {@code runware}. */
    String id();

    /** The {@code .env} lines that point the bridge here, {@code base} being the lab's address. */
    List<String> settings(URI base);

    /** Adds every route this provider answers. Each handler names its call by {@code submit} or {@code follow}. */
    void routes(Router to);

    /** The balance and speed that {@code POST /lab/providers/<id>} turns. */
    Account account();

    /** The provider's error body for {@code status}; used when a fault asks for a status. */
    default JsonNode problem(int status, String message) {
        return Json.object().put("error", message).put("status", status);
    }
}
