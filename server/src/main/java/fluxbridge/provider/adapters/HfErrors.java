package fluxbridge.provider.adapters;

import fluxbridge.domain.Money;
import fluxbridge.domain.ProviderId;
import fluxbridge.failure.Failure.BadCredentials;
import fluxbridge.failure.Failure.FromProvider;
import fluxbridge.failure.Failure.OutOfCredit;
import fluxbridge.failure.Failure.RefusedBySafety;
import fluxbridge.failure.Failure.RejectedByProvider;
import fluxbridge.failure.Failure.Unavailable;
import fluxbridge.failure.GatewayException;
import fluxbridge.provider.HttpReply;
import fluxbridge.provider.Vendor;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What goes wrong at a Space. ZeroGPU and Gradio give no codes, only titles and texts that change between versions, so they are matched
 * loosely (providers-2.md §3.6).
 *
 * @param space its name, for messages
 * @param hasToken whether HF_TOKEN is set; without it the quota is a visitor's
 */
record HfErrors(Vendor vendor, String space, boolean hasToken) {

    private static final ProviderId ID = HfProvider.ID;

    private static final Pattern QUOTA = Pattern.compile(
            "exceeded your .*?GPU quota|quota exceeded|pending credits exceeded|reached its GPU limit",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern AGAIN = Pattern.compile(
            "(?:retry|try again) in (?:(\\d{1,4}) days?, )?(\\d{1,4}):(\\d\\d):(\\d\\d)", Pattern.CASE_INSENSITIVE);
    private static final Pattern TOO_LONG =
            Pattern.compile("illegal duration|larger than the maximum allowed", Pattern.CASE_INSENSITIVE);
    private static final Pattern TRANSIENT = Pattern.compile(
            "^ZeroGPU|No GPU was available|GPU task aborted|Expired ZeroGPU proxy token|out of memory|timed? ?out",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern UNSAFE =
            Pattern.compile("\\bNSFW\\b|safety (checker|filter)|content policy", Pattern.CASE_INSENSITIVE);

    /** The error of a job: {@code output} of a {@code process_completed} that did not succeed. */
    GatewayException ofJob(String title, JsonNode output) {
        var heading = title.isEmpty() ? output.path("title").asString("") : title;
        var error = plain(output.path("error").asString(""));
        if (error.isEmpty()) {
            // A Space that runs with show_error=False keeps the text of everything but gr.Error to itself.
            return failure(new Unavailable(
                    ID,
                    "failed without saying why" + (heading.isEmpty() ? "" : " (" + vendor.excerpt(heading) + ")")
                            + "; its log at https://huggingface.co/spaces/" + space + " says more"));
        }
        return failure(ofText(heading, error));
    }

    private FromProvider ofText(String title, String error) {
        var both = title + ": " + error;
        var said = vendor.excerpt(title.isEmpty() || title.equals("Error") ? error : both);
        if (QUOTA.matcher(both).find()) {
            return new OutOfCredit(ID, "has no ZeroGPU time left (" + said + ")" + quotaAdvice(), again(error));
        }
        if (TOO_LONG.matcher(both).find()) {
            return new RejectedByProvider(
                    ID,
                    "asks for more GPU time than the account may have at once (" + said
                            + "); its author must ask for less");
        }
        if (UNSAFE.matcher(both).find()) {
            return new RefusedBySafety(ID, "declined the request (" + said + ")", Money.ZERO);
        }
        if (TRANSIENT.matcher(both).find()) {
            return new Unavailable(ID, "got no GPU to the end (" + said + "); it may work again in a moment");
        }
        return new RejectedByProvider(ID, "does not accept the request (" + said + ")");
    }

    private String quotaAdvice() {
        return hasToken
                ? "; a PRO account has more"
                : "; without HF_TOKEN it is the small quota of a visitor, set HF_TOKEN to use your own";
    }

    /** When the quota comes back, null when the text does not say. */
    static @Nullable Duration again(String text) {
        var found = AGAIN.matcher(text);
        if (!found.find()) {
            return null;
        }
        var days = found.group(1) == null ? 0 : Long.parseLong(found.group(1));
        return Duration.ofDays(days)
                .plusHours(Long.parseLong(found.group(2)))
                .plusMinutes(Long.parseLong(found.group(3)))
                .plusSeconds(Long.parseLong(found.group(4)));
    }

    /** An error status of the Space or the Hub. */
    GatewayException ofStatus(HttpReply reply) {
        var said = detail(reply);
        return switch (reply.status()) {
            case 401, 403 -> failure(new BadCredentials(ID, noAccess(reply.status(), said)));
            case 404 ->
                failure(
                        said.isEmpty()
                                ? missing(reply.status())
                                : new RejectedByProvider(ID, "does not know what was asked for (404: " + said + ")"));
            case 400, 413, 422 ->
                failure(new RejectedByProvider(
                        ID, "does not accept the request (" + reply.status() + brackets(said) + ")"));
            case 503 ->
                failure(new Unavailable(
                        ID,
                        said.isEmpty()
                                ? "does not answer (503); it may be asleep or starting, try again in a minute"
                                : "takes no job now (" + said + "); try again in a moment"));
            default -> QUOTA.matcher(said).find() ? failure(ofText("", said)) : vendor.failure(reply, said);
        };
    }

    /** The Space is not there, as far as this token can see. */
    FromProvider missing(int status) {
        return hasToken
                ? new RejectedByProvider(
                        ID,
                        "finds no Space " + space + " (" + status
                                + "); check HF_SPACE_NAME (owner/space) and that HF_TOKEN may read it")
                : new BadCredentials(ID, noAccess(status, ""));
    }

    private String noAccess(int status, String said) {
        return hasToken
                ? "does not accept HF_TOKEN for the Space " + space + " (" + status + brackets(said)
                        + "); it needs read access, see https://huggingface.co/settings/tokens"
                : "does not show the Space " + space + " (" + status + brackets(said)
                        + "): it is private or missing; set HF_TOKEN or check HF_SPACE_NAME (owner/space)";
    }

    private static String brackets(String said) {
        return said.isEmpty() ? "" : ": " + said;
    }

    /** FastAPI's {@code detail}: a text, or a list of what is wrong with which field. Empty for pages that are not JSON. */
    private String detail(HttpReply reply) {
        var body = reply.jsonOrMissing();
        var detail = body.path("detail");
        var text = Optional.of(detail.isString() ? detail.asString() : detail.isMissingNode() ? "" : detail.toString())
                .filter(it -> !it.isEmpty())
                .orElse(body.path("error").asString(""));
        return vendor.excerpt(plain(text));
    }

    /** Texts may hold links and other HTML. */
    static String plain(String text) {
        return text.replaceAll("<[^>]{0,1000}>", "").strip();
    }

    private static GatewayException failure(FromProvider failure) {
        return new GatewayException(failure);
    }
}
