package fluxbridge.prompt.presence;

import fluxbridge.prompt.presence.Anaphora.Named;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds where someone who was only spoken of comes into sight as {@code he} or {@code she}. One pass over the tokens. */
final class Resumption {

    private static final String RULE = "appears after all";
    private static final double CONFIDENCE = 0.8;
    private static final Set<String> OPENINGS = Set.of("and", "then", ",", ";", "as", "while", "when", "so");

    private final Passage passage;
    private final Lexicon lexicon;
    private final RuleBook rules;
    private final List<String> visible;
    private final Set<String> vetoed;
    private final Map<String, String> nameOf;
    private final Map<Integer, Named> named;
    private final Set<Integer> owners;

    private final LinkedHashMap<String, Standing> lately = new LinkedHashMap<>();
    private final LinkedHashSet<String> ofThings = new LinkedHashSet<>();
    private boolean others;

    /**
     * @param named by token; who comes into sight is put in
     * @param owners tokens of names that only say whose a thing of the scene is
     */
    Resumption(
            Passage passage,
            Lexicon lexicon,
            RuleBook rules,
            List<String> visible,
            Set<String> vetoed,
            Map<String, String> nameOf,
            Map<Integer, Named> named,
            Set<Integer> owners) {
        this.passage = passage;
        this.lexicon = lexicon;
        this.rules = rules;
        this.visible = visible;
        this.vetoed = vetoed;
        this.nameOf = nameOf;
        this.named = named;
        this.owners = owners;
    }

    List<Decision> find() {
        var found = new ArrayList<Decision>();
        for (var at = 0; at < passage.size(); at++) {
            var token = passage.at(at);
            if (token.quote() != 0) {
                continue;
            }
            var name = named.get(at);
            if (name != null) {
                named(at, name);
                continue;
            }
            var back = appears(at) ? returning(at) : owner(at);
            if (back.isPresent()) {
                var id = back.get();
                lately.put(id, Standing.PRESENT);
                named.put(at, new Named(id, Standing.PRESENT));
                found.add(new Decision(
                        passage.text.substring(token.start(), token.end()),
                        token.start(),
                        token.end(),
                        List.of(id),
                        true,
                        RULE,
                        CONFIDENCE,
                        true));
            }
            others |= isSomeone(at);
        }
        return found;
    }

    private void named(int at, Named name) {
        lately.putLast(name.id(), name.standing());
        others |= name.standing() == Standing.PRESENT;
        if (owners.contains(at)) {
            ofThings.add(name.id());
        }
    }

    /** {@code Then there she was}: whoever was looked for last, unless the name's ending speaks against it. */
    private Optional<String> returning(int at) {
        var pronoun = passage.at(at).word();
        var there = Set.of("there", "here").contains(passage.word(at - 1, at));
        if (!there
                && lately.entrySet().stream()
                        .anyMatch(name -> name.getValue() == Standing.PRESENT && !isOther(name.getKey(), pronoun))) {
            return Optional.empty(); // someone who is there already does it
        }
        for (var name : lately.sequencedEntrySet().reversed()) {
            if (!isOther(name.getKey(), pronoun)) {
                return name.getValue() == Standing.PRESENT || vetoed.contains(name.getKey())
                        ? Optional.empty()
                        : Optional.of(name.getKey());
            }
        }
        return Optional.empty();
    }

    /** {@code Brandon's truck stopped and he leaned out}: the subject is the owner when nobody else is in the text. */
    private Optional<String> owner(int at) {
        var pronoun = passage.at(at).word();
        if (others || ofThings.isEmpty() || !(pronoun.equals("she") || pronoun.equals("he"))) {
            return Optional.empty();
        }
        var before = passage.word(at - 1, at);
        if (!(before.isEmpty() || OPENINGS.contains(before))
                || !lexicon.isVerb(passage.word(at + 1, at))
                || !rules.judge(passage, new Group(at, at, at), false)
                        .orElse(Ruling.DEFAULT)
                        .present()) {
            return Optional.empty();
        }
        return ofThings.reversed().stream()
                .filter(id -> !isOther(id, pronoun) && !vetoed.contains(id))
                .findFirst()
                .filter(id -> visible.isEmpty() || visible.equals(List.of(id)));
    }

    private boolean isSomeone(int at) {
        var token = passage.at(at);
        return !token.isName()
                && (lexicon.is("people", token.word())
                        || token.word().equals("i")
                        || token.word().equals("you")
                        || (token.capital() && passage.inSentence(at - 1, at)));
    }

    private boolean isOther(String id, String pronoun) {
        return Anaphora.isOtherGender(lexicon, nameOf.getOrDefault(id, ""), pronoun);
    }

    /** {@code For now she pins it up}: the present against what is to come. */
    private boolean isForNow(int at, String next) {
        return passage.word(at - 1, at).equals("now")
                && passage.word(at - 2, at).equals("for")
                && (lexicon.isVerb(next) || next.endsWith("s"));
    }

    private boolean appears(int at) {
        var word = passage.at(at).word();
        if (!word.equals("she") && !word.equals("he")) {
            return false;
        }
        var before = passage.word(at - 1, at);
        var next = passage.word(at + 1, at);
        var opens = before.isEmpty()
                || before.equals("then")
                || before.equals("but")
                || before.equals("now")
                || before.equals(",")
                || before.equals("suddenly")
                || before.equals("until")
                || before.equals("and");
        return ((before.equals("there") || before.equals("here"))
                        && (lexicon.is("be", next)
                                || next.equals("came")
                                || next.equals("stood")
                                || next.equals("sat")))
                || (opens && lexicon.is("appear", next))
                || isForNow(at, next);
    }
}
