package fluxbridge.provider;

import fluxbridge.domain.Mode;
import fluxbridge.domain.PictureRequest;
import fluxbridge.domain.ProviderId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Someone who draws one picture per call. */
public interface Provider {

    ProviderId id();

    Capabilities capabilities();

    /**
     * Draws one picture, blocking until it is there. Interrupting the thread cancels.
     *
     * @param request within {@link #capabilities()}
     * @throws fluxbridge.failure.GatewayException with a {@code FromProvider} failure, {@code Cancelled} when interrupted
     */
    Generated generate(PictureRequest request, Call call);

    /**
     * The vendor's name of what draws in a mode, where that is another than the model that was named or configured: a price goes by it.
     *
     * @param model as the request names it, null for the configured one
     */
    default Optional<String> drawsWith(@Nullable String model, Mode mode) {
        return Optional.empty();
    }

    /** By what name the work of a call can be asked about when the call ended before the provider gave it one; empty when there is none. */
    default Optional<String> taskOf(String call) {
        return Optional.empty();
    }

    /**
     * What became of work that was taken on earlier. Draws and bills nothing.
     *
     * @param task as {@link Call#taken} or {@link #taskOf} told it, perhaps in another process
     * @throws fluxbridge.failure.GatewayException when the provider cannot be asked now
     */
    default Reconciled whatBecameOf(String task, Call call) {
        return Reconciled.UNCLEAR;
    }

    /** Whether it knows A1111's prompt syntax: attention, schedules, BREAK. Others are sent plain text. */
    default boolean readsPromptSyntax() {
        return false;
    }

    /**
     * Proves the key by the cheapest authenticated call, which draws nothing, and tells what it found: {@code balance $4.20}. Empty where the
     * vendor has no such call.
     *
     * @throws fluxbridge.failure.GatewayException with a {@code FromProvider} failure
     */
    default Optional<String> check(Call call) {
        return Optional.empty();
    }
}
