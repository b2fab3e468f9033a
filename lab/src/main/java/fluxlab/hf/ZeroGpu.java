package fluxlab.hf;

import fluxlab.fault.FaultKind;
import fluxlab.http.Exchange;
import fluxlab.http.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * How ZeroGPU ends a job that gets no GPU (titles and texts: providers-2.md §3.6). Codes of a {@code fail} fault: {@code worker} (the
 * default), {@code quota}, {@code oldquota}, {@code illegal}, {@code queue}, {@code token}, {@code schedule}, {@code silent} (an exception
 * whose text the Space keeps to itself).
 */
final class ZeroGpu {

    /** Seconds that each call asks for, whatever it uses. */
    private static final BigDecimal REQUESTED = new BigDecimal("60");

    private ZeroGpu() {}

    /** The message that ends the job, or null when it may run. */
    static @Nullable ObjectNode failure(Exchange x, BigDecimal left) {
        if (x.has(FaultKind.CREDITS) || left.compareTo(REQUESTED) < 0) {
            return quota(x.has(FaultKind.CREDITS) ? BigDecimal.ZERO : left);
        }
        if (x.has(FaultKind.NSFW)) {
            return completed("Error", "NSFW content detected. Try a different prompt.");
        }
        return x.fault(FaultKind.FAIL)
                .map(fault -> ofCode(fault.variant(), left))
                .orElse(null);
    }

    private static ObjectNode ofCode(String code, BigDecimal left) {
        return switch (code) {
            case "quota" -> quota(left);
            case "oldquota" ->
                completed(
                        "Error",
                        "You have exceeded your GPU quota (60s requested vs. 42s left). Please retry in 0:00:56");
            case "illegal" ->
                completed(
                        "ZeroGPU illegal duration",
                        "The requested GPU duration (180s) is larger than the maximum allowed");
            case "queue" -> completed("ZeroGPU queue timeout", "No GPU was available after 60s. Retry later");
            case "token" -> completed("ZeroGPU client error", "Expired ZeroGPU proxy token");
            case "schedule" -> completed("ZeroGPU API /schedule error", "502 Bad Gateway");
            case "silent" -> completed("Error", null);
            default -> completed("ZeroGPU worker error", "GPU task aborted");
        };
    }

    private static ObjectNode quota(BigDecimal left) {
        return completed(
                "ZeroGPU quota exceeded",
                "You have exceeded your Pro ZeroGPU quota (60s requested vs. "
                        + left.setScale(0, RoundingMode.FLOOR).toPlainString()
                        + "s left). Try again in 23:14:07. <a href=\"https://huggingface.co/settings/billing\">Learn more</a>");
    }

    /** A {@code process_completed} that failed; {@code error} null is one that the Space does not explain. */
    static ObjectNode completed(String title, @Nullable String error) {
        var message = Json.object()
                .put("msg", "process_completed")
                .put("success", false)
                .put("title", title);
        message.putObject("output")
                .put("error", error)
                .put("title", title)
                .put("visible", true)
                .put("duration", 10);
        return message;
    }
}
