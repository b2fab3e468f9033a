package fluxbridge.route;

import fluxbridge.domain.ProviderId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The models a client may choose, by title: {@value #AUTO} for the owner's order of providers, {@code provider/model} for one provider.
 */
public final class Models {

    /** Any provider that can do it, in the owner's order. */
    public static final String AUTO = "auto";

    private final List<Choice> choices;

    /**
     * What a title stands for.
     *
     * @param provider the one provider to ask, null for the owner's order
     * @param model that provider's own name of the model, null for its configured one
     */
    public record Choice(
            String title,
            @Nullable ProviderId provider,
            @Nullable String model) {}

    /** A provider that is switched on and its model names. */
    public record Offer(ProviderId provider, List<String> models) {
        public Offer {
            models = List.copyOf(models);
        }
    }

    public Models(List<Offer> offers) {
        var all = new ArrayList<Choice>();
        all.add(new Choice(AUTO, null, null));
        for (var offer : offers) {
            for (var model : offer.models()) {
                all.add(new Choice(offer.provider() + "/" + model, offer.provider(), model));
            }
        }
        choices = List.copyOf(all);
    }

    public List<String> titles() {
        return choices.stream().map(Choice::title).toList();
    }

    /** Finds by title, or by what A1111 also accepts: the title as a file name, or the provider's model name alone. */
    public Optional<Choice> find(String name) {
        var wanted = name.strip().toLowerCase(Locale.ROOT);
        var stem = wanted.endsWith(".safetensors")
                ? wanted.substring(0, wanted.length() - ".safetensors".length())
                : wanted;
        return choices.stream()
                .filter(choice -> choice.title().toLowerCase(Locale.ROOT).equals(stem)
                        || (choice.model() != null
                                && choice.model().toLowerCase(Locale.ROOT).equals(stem))
                        || (choice.provider() != null
                                && choice.provider().value().equals(stem)))
                .findFirst();
    }
}
