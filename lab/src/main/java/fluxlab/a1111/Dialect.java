package fluxlab.a1111;

import fluxlab.http.Answer;
import fluxlab.http.Json;
import tools.jackson.databind.node.ObjectNode;

/** The two servers that are played; they differ in how LoRAs are asked for, in their routes and in their errors. */
enum Dialect {
    A1111 {
        @Override
        ObjectNode body(int status, String detail) {
            var uncaught = status >= 500;
            return Json.object()
                    .put("error", uncaught ? "RuntimeError" : "HTTPException")
                    .put("detail", uncaught ? "" : detail)
                    .put("body", "")
                    .put("errors", uncaught ? detail : "");
        }
    },
    SDCPP {
        @Override
        ObjectNode body(int status, String detail) {
            return Json.object().put("error", detail);
        }
    };

    abstract ObjectNode body(int status, String detail);

    /** An error answer, thrown out of the request it ends. */
    final class Refusal extends RuntimeException {
        private final int status;

        Refusal(int status, String detail) {
            super(detail, null, false, false);
            this.status = status;
        }

        Answer answer() {
            return Answer.json(status, body(status, String.valueOf(getMessage())));
        }
    }
}
