package fluxbridge.cache;

import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.Caller;
import fluxbridge.domain.Note;
import fluxbridge.domain.Prepared;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.ProviderId;
import fluxbridge.failure.Failure.Cancelled;
import fluxbridge.failure.GatewayException;
import fluxbridge.provider.BodyPermit;
import fluxbridge.provider.Generated;
import fluxbridge.provider.Provider;
import fluxbridge.route.Candidate;
import fluxbridge.route.Made;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/**
 * Sees to it that a picture is paid for once: one that was made before is taken from the cache, and equal ones that are asked for at the same
 * time share one call to a provider.
 */
public final class Once implements AutoCloseable {

    private static final Note KEPT =
            new Note("Cache", "this picture was made before; nothing was asked and nothing billed");
    private static final Note SHARED =
            new Note("Cache", "an equal request was under way; both share its picture and its bill");

    private final Optional<PictureCache> cache;
    private final boolean shared;
    private final String route;
    private final Function<ProviderId, Optional<Provider>> providers;
    private final SingleFlight<PictureKey, Made> flights = new SingleFlight<>();

    /**
     * @param cache empty to keep nothing, and to let every request draw for itself
     * @param shared whether callers share each other's pictures
     * @param route what decides who draws when a request names nobody, such as the order of the providers and their models
     * @param providers those that are on
     */
    public Once(
            Optional<PictureCache> cache,
            boolean shared,
            String route,
            Function<ProviderId, Optional<Provider>> providers) {
        this.cache = cache;
        this.shared = shared;
        this.route = route;
        this.providers = providers;
    }

    /** One that keeps nothing. */
    public static Once never() {
        return new Once(Optional.empty(), false, "", _ -> Optional.empty());
    }

    /** Looks what is kept on disk, before the first picture that is to be kept waits for that. */
    public void takeStock() {
        cache.ifPresent(PictureCache::takeStock);
    }

    /** Leaves a note of what is kept for the next start. */
    @Override
    public void close() {
        cache.ifPresent(PictureCache::close);
    }

    /** @param fresh whether it was drawn for this request */
    public record Got(Made made, boolean fresh) {}

    /**
     * The picture of this place of the request.
     *
     * @param bodies held while a picture is in memory
     * @param draw asks the providers; may run on another thread, and goes on while anybody waits for it
     * @throws GatewayException what {@code draw} threw, or {@code Cancelled} when interrupted
     */
    public Got picture(Caller caller, Prepared request, int index, BodyPermit bodies, Callable<Made> draw) {
        if (cache.isEmpty()) {
            return new Got(call(draw), true);
        }
        var key = PictureKey.of(shared ? "" : caller.id(), route, request, index);
        try {
            var kept = kept(key, request, bodies);
            if (kept.isPresent()) {
                return new Got(kept.get(), false);
            }
            var landed = flights.fly(key, () -> {
                var made = draw.call();
                cache.get().put(key, toKeep(made));
                return made;
            });
            return landed.joined() ? new Got(told(landed.value(), SHARED), false) : new Got(landed.value(), true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException(new Cancelled("interrupted"), e);
        } catch (ExecutionException e) {
            throw thrown(e);
        }
    }

    private Optional<Made> kept(PictureKey key, Prepared request, BodyPermit bodies) throws InterruptedException {
        var cached = cache.orElseThrow();
        if (!cached.has(key)) {
            return Optional.empty();
        }
        bodies.acquire();
        return cached.get(key).flatMap(found -> restored(found, request));
    }

    private static Made call(Callable<Made> draw) {
        try {
            return draw.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static RuntimeException thrown(ExecutionException e) {
        return switch (e.getCause()) {
            // A fresh one a caller: each has its own stack, and one may be logged while another is told.
            case GatewayException failed -> new GatewayException(failed.failure(), failed);
            case RuntimeException unexpected -> unexpected;
            case Error error -> throw error;
            case null, default -> new IllegalStateException(e);
        };
    }

    private static Made told(Made made, Note note) {
        var notes = new ArrayList<Note>();
        notes.add(note);
        notes.addAll(made.notes());
        return new Made(made.picture(), withoutCost(made.generated()), made.by(), List.of(), notes);
    }

    private static Generated withoutCost(Generated generated) {
        return new Generated(generated.picture(), generated.seed(), null, generated.model(), generated.notes());
    }

    private static CachedPicture toKeep(Made made) {
        var by = made.by();
        var seed = made.generated().seed();
        return new CachedPicture(
                made.picture(),
                new CachedPicture.Story(
                        by.provider().id().value(),
                        made.generated().model(),
                        seed.isPresent() ? seed.getAsLong() : null,
                        by.prompt().text(),
                        by.prompt().negative(),
                        by.loras().stream().map(AppliedLora::id).toList(),
                        by.size(),
                        made.notes(),
                        made.picture().format(),
                        made.picture().size()));
    }

    /** Empty when the provider that drew it is not on any more: the reply could not tell the story then. */
    private Optional<Made> restored(CachedPicture found, Prepared request) {
        var story = found.story();
        return providers.apply(new ProviderId(story.provider())).map(provider -> {
            var loras = request.loras().stream()
                    .filter(lora -> story.loras().contains(lora.id()))
                    .toList();
            var by = new Candidate(
                    provider,
                    loras,
                    story.drawn(),
                    new Prompt(story.prompt(), story.negative()),
                    request.model(),
                    List.of());
            var seed = story.seed();
            var generated = new Generated(
                    found.picture(),
                    seed == null ? OptionalLong.empty() : OptionalLong.of(seed),
                    null,
                    story.model(),
                    List.of());
            return told(new Made(found.picture(), generated, by, List.of(), story.notes()), KEPT);
        });
    }
}
