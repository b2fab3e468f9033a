package fluxbridge.route.health;

import java.time.Duration;

/** How a call to a provider ended, in the router's eyes. */
public sealed interface Outcome {

    /** The picture is there. */
    record Success(Duration took) implements Outcome {}

    /**
     * It was stopped because another provider drew the same picture first.
     *
     * @param took as long at the least
     */
    record Overtaken(Duration took) implements Outcome {}

    /**
     * The provider failed.
     *
     * @param dollars what it billed for that
     */
    record Fault(Duration took, double dollars) implements Outcome {}

    /**
     * The provider asks to slow down.
     *
     * @param pause what it asks for, zero when it does not say
     */
    record SlowDown(Duration pause) implements Outcome {}

    /**
     * Credit or quota is used up, or the key is refused.
     *
     * @param pause until it is worth asking again
     */
    record Exhausted(Duration pause) implements Outcome {}

    /** Says nothing about the provider: the request was wrong, was refused by safety, or was cancelled. */
    record Undecided() implements Outcome {}
}
