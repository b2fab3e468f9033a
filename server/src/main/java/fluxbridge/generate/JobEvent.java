package fluxbridge.generate;

import fluxbridge.domain.ProviderId;

/** Something that happened to a job, in the order in which a listener hears of it. The last three end it. */
public sealed interface JobEvent {

    /** The job is known; nobody was asked yet. */
    record Queued(int pictures) implements JobEvent {}

    /** A provider is being asked, the first or, after a failure, the next. */
    record Started(ProviderId provider) implements JobEvent {}

    /**
     * It got further.
     *
     * @param fraction of the whole job, 0..1
     * @param etaSeconds until its end, as far as can be told
     * @param doing such as {@code queued at fal, 3 ahead}
     */
    record Percent(double fraction, double etaSeconds, String doing) implements JobEvent {}

    /** One of several passes over the same picture began; {@code number} counts from 1. */
    record Pass(int number, int of, String what) implements JobEvent {}

    /** A picture is there. */
    record PictureFinished(int finished, int of) implements JobEvent {}

    /** Every picture that could be made is there. */
    record Done(int pictures) implements JobEvent {}

    /** Not one picture could be made. */
    record Failed(String why) implements JobEvent {}

    /** It was ended early; {@code pictures} were finished before. */
    record Cancelled(String why, int pictures) implements JobEvent {}

    /** True when nothing comes after it. */
    default boolean isLast() {
        return switch (this) {
            case Done _, Failed _, Cancelled _ -> true;
            case Queued _, Started _, Percent _, Pass _, PictureFinished _ -> false;
        };
    }
}
