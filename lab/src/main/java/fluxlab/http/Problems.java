package fluxlab.http;

import tools.jackson.databind.JsonNode;

/** A provider's way of writing an error body for a status that a fault asks for. */
@FunctionalInterface
public interface Problems {
    JsonNode body(int status, String message);
}
