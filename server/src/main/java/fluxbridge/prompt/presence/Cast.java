package fluxbridge.prompt.presence;

import fluxbridge.domain.LoraCategory;
import fluxbridge.lora.FoldedText;
import fluxbridge.lora.Keyword;
import fluxbridge.lora.Keywords;
import fluxbridge.lora.LoraDictionary;
import fluxbridge.prompt.match.KeywordMatch;
import fluxbridge.prompt.match.KeywordMatcher;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Everyone who may be in a picture, found by name in any of its forms. Immutable; built once per dictionary. */
public final class Cast {

    private final KeywordMatcher matcher;
    private final Map<String, List<Keyword>> byName = new HashMap<>();
    private final Set<String> ids = new LinkedHashSet<>();

    private Cast(Collection<Keyword> names, Collection<String> ids) {
        this.ids.addAll(ids);
        for (var name : names) {
            byName.computeIfAbsent(FoldedText.key(name.text()), _ -> new ArrayList<>())
                    .add(name);
        }
        matcher = new KeywordMatcher(names);
    }

    /** @param names by id */
    public static Cast of(Map<String, ? extends Collection<String>> names) {
        var keywords = new ArrayList<Keyword>();
        names.forEach((id, aliases) -> aliases.forEach(alias -> keywords.add(new Keyword(alias, id))));
        return new Cast(keywords, names.keySet());
    }

    /** The characters of a dictionary. */
    public static Cast of(LoraDictionary dictionary) {
        var characters = new LinkedHashSet<String>();
        dictionary.loras().stream()
                .filter(lora -> lora.category() == LoraCategory.CHARACTER)
                .forEach(lora -> characters.add(lora.id()));
        return new Cast(
                Keywords.of(dictionary).stream()
                        .filter(keyword -> characters.contains(keyword.loraId()))
                        .toList(),
                characters);
    }

    /** Whom a client means by an id, name or alias. */
    public Optional<String> find(String idOrName) {
        var plain = idOrName.strip();
        if (ids.contains(plain)) {
            return Optional.of(plain);
        }
        var named = byName.getOrDefault(FoldedText.key(plain), List.of());
        return named.isEmpty()
                ? ids.stream()
                        .filter(id -> FoldedText.key(id).equals(FoldedText.key(plain)))
                        .findFirst()
                : Optional.of(named.getFirst().loraId());
    }

    /** Whether anyone's name is this one. */
    boolean isName(String text) {
        return byName.containsKey(FoldedText.key(text));
    }

    /** Every place where a name stands, in order. */
    List<Mention> mentions(String view) {
        var found = new ArrayList<Mention>();
        matcher.find(view).forEach(match -> found.add(mention(match)));
        found.addAll(Inflections.find(view, found, this::named));
        found.sort(Comparator.comparingInt(Mention::start));
        return found;
    }

    private List<Keyword> named(String name) {
        return byName.getOrDefault(FoldedText.key(name), List.of());
    }

    private static Mention mention(KeywordMatch match) {
        return new Mention(
                match.start(),
                match.end(),
                match.keywords().getFirst().text(),
                match.keywords().stream().map(Keyword::loraId).distinct().toList(),
                false);
    }
}
