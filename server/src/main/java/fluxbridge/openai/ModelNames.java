package fluxbridge.openai;

import fluxbridge.failure.Failure.UnknownModel;
import fluxbridge.failure.GatewayException;
import fluxbridge.route.Models;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The models of this door: the bridge's titles, and aliases for them, since many clients know only OpenAI's own names.
 *
 * <p>The owner's aliases come before the built-in ones and before the titles.
 */
public final class ModelNames {

    /** Names that clients have built in; each stands for {@link Models#AUTO}. */
    static final List<String> BUILT_IN = List.of(
            "gpt-image-1",
            "gpt-image-1-mini",
            "gpt-image-1.5",
            "gpt-image-2",
            "chatgpt-image-latest",
            "dall-e-2",
            "dall-e-3",
            "flux");

    private final Models models;
    private final SequencedMap<String, String> aliases = new LinkedHashMap<>();

    /** @param configured names in any case, each with the model it stands for */
    public ModelNames(Models models, Map<String, String> configured) {
        this.models = models;
        configured.forEach((name, model) -> aliases.put(folded(name), model));
        BUILT_IN.forEach(name -> aliases.putIfAbsent(name, Models.AUTO));
    }

    private static String folded(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    /** Titles first, then aliases. */
    public List<String> all() {
        return Stream.concat(models.titles().stream(), aliases.sequencedKeySet().stream())
                .distinct()
                .toList();
    }

    /** Aliases of models that no enabled provider offers, for a warning at start. */
    public List<String> dangling() {
        return aliases.entrySet().stream()
                .filter(alias -> models.find(alias.getValue()).isEmpty())
                .map(alias -> alias.getKey() + "=" + alias.getValue())
                .toList();
    }

    /**
     * What a name stands for.
     *
     * @param name null or blank for {@link Models#AUTO}
     * @throws GatewayException {@code UnknownModel} naming the known ones
     */
    public Models.Choice choice(@Nullable String name) {
        var asked = name == null || name.isBlank() ? Models.AUTO : name;
        var target = aliases.getOrDefault(folded(asked), asked);
        return models.find(target)
                .orElseThrow(() -> new GatewayException(new UnknownModel(
                        target.equals(asked) ? asked : asked + "=" + target, String.join(", ", all()))));
    }
}
