package fluxbridge.provider;

import fluxbridge.domain.PictureRequest;
import fluxbridge.domain.ProviderId;

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
}
