package fluxbridge.route;

import fluxbridge.domain.PictureRequest;
import fluxbridge.domain.Size;
import fluxbridge.ledger.Hold;
import fluxbridge.provider.BodyPermit;
import fluxbridge.provider.Progress;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One picture that is to be drawn.
 *
 * @param hold pays for the calls; stays open
 * @param request is cut to fit each candidate
 * @param asked the size the caller wants
 * @param start of the request
 * @param deadline when there must be an answer
 * @param bodies asked before a large body is read
 * @param trail hears of every call that has ended, whatever becomes of the picture
 * @param hedge asked when a second call at the same time would pay: gives leave to one for the whole request
 */
public record PictureOrder(
        Plan plan,
        Hold hold,
        PictureRequest request,
        Size asked,
        Instant start,
        Instant deadline,
        Progress progress,
        BodyPermit bodies,
        Consumer<Attempt> trail,
        BooleanSupplier hedge) {}
