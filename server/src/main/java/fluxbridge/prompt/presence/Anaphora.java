package fluxbridge.prompt.presence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Binds pronouns and words such as {@code both} or {@code the others} to visible people whom the text does not name.
 *
 * <p>Only a pronoun that finds nobody in the text is bound, so visible people are never added unasked. One is used for one passage.
 */
final class Anaphora {

    private static final double SURE = 0.7;
    private static final Map<String, Integer> COUNTS = Map.ofEntries(
            Map.entry("two", 2),
            Map.entry("three", 3),
            Map.entry("four", 4),
            Map.entry("five", 5),
            Map.entry("six", 6),
            Map.entry("pair", 2),
            Map.entry("couple", 2),
            Map.entry("duo", 2),
            Map.entry("trio", 3),
            Map.entry("quartet", 4));

    private final Passage passage;
    private final Lexicon lexicon;
    private final RuleBook rules;
    private final List<String> visible;
    private final Map<String, String> nameOf;
    private final Map<Integer, Named> named;

    private final List<Decision> decisions = new ArrayList<>();
    private final List<Person> people = new ArrayList<>();
    private final Map<String, String> boundTo = new HashMap<>();
    private final Set<String> bound = new LinkedHashSet<>();
    private final Set<String> inText = new HashSet<>();
    private boolean crowd;
    private int taken = -1;

    /** What is known of a name's token. */
    record Named(String id, Standing standing) {}

    /** Someone whom a pronoun may mean; {@code id} empty for a stranger. */
    private record Person(String id, Standing standing, int token) {}

    /**
     * @param named by token
     * @param nameOf a name of each visible id
     */
    Anaphora(
            Passage passage,
            Lexicon lexicon,
            RuleBook rules,
            List<String> visible,
            Map<String, String> nameOf,
            Map<Integer, Named> named) {
        this.passage = passage;
        this.lexicon = lexicon;
        this.rules = rules;
        this.visible = visible;
        this.nameOf = nameOf;
        this.named = named;
        named.values().forEach(name -> inText.add(name.id()));
    }

    List<Decision> bind() {
        if (visible.isEmpty()) {
            return List.of();
        }
        for (var at = 0; at < passage.size(); at++) {
            var token = passage.at(at);
            if (token.quote() != 0 || token.isMark() || at <= taken) {
                continue;
            }
            if (token.isName()) {
                named(at);
            } else if (!several(at)) {
                other(at, token.word());
            }
        }
        return List.copyOf(decisions);
    }

    private void named(int at) {
        var name = named.get(at);
        people.add(name == null ? new Person("", Standing.PRESENT, at) : new Person(name.id(), name.standing(), at));
    }

    private void other(int at, String word) {
        if (lexicon.is("she", word) || lexicon.is("he", word)) {
            singular(at, lexicon.is("she", word) ? "she" : "he");
        } else if (lexicon.is("they", word)) {
            they(at);
        } else if (word.equals("their")) {
            ownPossessive(at);
        } else if (lexicon.is("crew", word)
                || (lexicon.is("people", word) && word.endsWith("s") && !word.endsWith("ss"))) {
            crowd |= !isPredicate(at);
        } else if (lexicon.is("people", word) || isStranger(at)) {
            people.add(new Person("", Standing.PRESENT, at));
        }
    }

    /** {@code Their laughter echoed}: bound only where nobody else could be meant. */
    private void ownPossessive(int at) {
        if (!crowd && people.isEmpty() && visible.size() > 1 && lexicon.is("body", passage.word(at + 1, at))) {
            bindAll(at, at, visible, "their");
        }
    }

    /** After {@code without}, {@code of} and the like nobody new enters. */
    private boolean isPredicate(int at) {
        var before = passage.word(at - 1, at);
        return before.equals("of") || before.equals("like") || before.equals("than");
    }

    private boolean isStranger(int at) {
        var token = passage.at(at);
        if (!token.capital()
                || token.word().equals("i")
                || lexicon.is("pron", token.word())
                || lexicon.is("det", token.word())
                || lexicon.is("homograph", token.word())) {
            return false; // a homograph that is nobody's name here is the common word
        }
        if (passage.inSentence(at - 1, at)) {
            return lexicon.isVerb(passage.word(at + 1, at))
                    || passage.word(at + 1, at).equals(Token.OWNER);
        }
        return lexicon.isVerb(passage.word(at + 1, at))
                && !lexicon.is("conj", token.word())
                && !lexicon.is("adv", token.word())
                && !lexicon.is("prep", token.word())
                && !lexicon.is("wh", token.word())
                && !token.word().endsWith("ly")
                && !token.word().endsWith("ing")
                && !token.word().endsWith("s")
                && !Set.of(
                                "it",
                                "there",
                                "here",
                                "everyone",
                                "everybody",
                                "nobody",
                                "no-one",
                                "someone",
                                "something",
                                "nothing",
                                "both",
                                "all",
                                "none",
                                "neither",
                                "one",
                                "outside",
                                "inside",
                                "only",
                                "night",
                                "dawn",
                                "rain",
                                "silence")
                        .contains(token.word());
    }

    private void singular(int at, String gender) {
        var before = boundTo.get(gender);
        if (before != null) {
            if (!before.isEmpty()) {
                decide(at, at, List.of(before), "pronoun");
            }
            return;
        }
        var free = visible.stream()
                .filter(id -> !inText.contains(id) && !bound.contains(id))
                .toList();
        if (free.isEmpty()) {
            return;
        }
        var meant = antecedents(at);
        if (!meant.isEmpty() && !isSomeoneElse(at, gender, meant)) {
            boundTo.put(gender, "");
            return;
        }
        var chosen = choose(free, gender);
        boundTo.put(gender, chosen);
        bound.add(chosen);
        decide(at, at, List.of(chosen), "pronoun");
    }

    /** Those in the text whom a pronoun here may mean. */
    private List<Person> antecedents(int at) {
        var meant = new ArrayList<Person>();
        people.stream().filter(person -> person.standing() == Standing.PRESENT).forEach(meant::add);
        if (meant.isEmpty() && !crowd) {
            laterInSentence(at, meant);
        }
        if (crowd && meant.isEmpty()) {
            meant.add(new Person("", Standing.PRESENT, at));
        }
        return meant;
    }

    /** {@code When she woke, Mira …}: the name may come after the pronoun, unless the pronoun is the subject that opens the sentence. */
    private void laterInSentence(int at, List<Person> meant) {
        var start = at;
        while (passage.inSentence(start - 1, at)) {
            start--;
        }
        if (start == at
                || !(lexicon.is("subordinator", passage.at(start).word())
                        || passage.at(start).word().endsWith("ing"))) {
            return;
        }
        for (var next = at + 1; passage.inSentence(next, at); next++) {
            var name = named.get(next);
            if (name != null && name.standing() == Standing.PRESENT) {
                meant.add(new Person(name.id(), name.standing(), next));
                return;
            }
        }
    }

    /** Someone other than the only person named: the object of that person's own verb, or another gender. */
    private boolean isSomeoneElse(int at, String gender, List<Person> meant) {
        var ids = meant.stream().map(Person::id).distinct().toList();
        if (ids.size() != 1 || crowd) {
            return false;
        }
        if (boundTo.containsKey(gender.equals("she") ? "he" : "she")
                && boundTo.getOrDefault(gender.equals("she") ? "he" : "she", "?")
                        .isEmpty()) {
            return true;
        }
        var id = ids.getFirst();
        if (!id.isEmpty() && isOtherGender(nameOf.getOrDefault(id, ""), gender)) {
            return true;
        }
        return isObject(at)
                && passage.inSentence(meant.getLast().token(), at)
                && meant.getLast().token() < at;
    }

    private boolean isObject(int at) {
        var word = passage.at(at).word();
        var after = passage.word(at + 1, at);
        var closes = after.isEmpty()
                || passage.at(at + 1).isMark()
                || lexicon.is("prep", after)
                || lexicon.is("conj", after)
                || lexicon.is("adv", after)
                || lexicon.is("det", after)
                || after.endsWith("ly");
        var before = passage.word(at - 1, at);
        return (word.equals("him") || (word.equals("her") && closes))
                && (lexicon.isVerb(before)
                        || Set.of("at", "to", "toward", "towards", "with").contains(before));
    }

    private boolean isOtherGender(String name, String gender) {
        return isOtherGender(lexicon, name, gender);
    }

    /** Whether the ending of a name speaks against a pronoun: {@code she} or {@code he}. */
    static boolean isOtherGender(Lexicon lexicon, String name, String gender) {
        var low = name.toLowerCase(java.util.Locale.ROOT).split(" ", -1)[0];
        var other = gender.equals("she") ? "masculine-end" : "feminine-end";
        return lexicon.words(other).stream().anyMatch(low::endsWith);
    }

    /** The most recent, unless the ending of the name speaks against it and not against another. */
    private String choose(List<String> free, String gender) {
        return free.stream()
                .filter(id -> !isOtherGender(nameOf.getOrDefault(id, id), gender))
                .findFirst()
                .orElse(free.getFirst());
    }

    private void they(int at) {
        var next = passage.word(at + 1, at);
        var generic = next.startsWith("say") || next.equals("said") || next.equals("call") || next.equals("called");
        var names = people.stream()
                .filter(p -> p.standing() == Standing.PRESENT)
                .map(Person::id)
                .distinct()
                .toList();
        if (crowd || generic || names.size() > 1 || names.contains("") || visible.size() < 2) {
            return;
        }
        if (boundTo.containsKey("they")
                || (names.size() == 1 && (visible.size() != 2 || !visible.contains(names.getFirst())))) {
            return;
        }
        boundTo.put("they", "");
        bindAll(at, at, visible, "they");
    }

    /** Whether a word for several people stands here; binds it. */
    private boolean several(int at) {
        var word = passage.at(at).word();
        var next = passage.word(at + 1, at);
        var after = passage.word(at + 2, at);
        if (word.equals("both") || word.equals("neither") || word.equals("each") || word.equals("either")) {
            var pronounBefore = lexicon.is("they", passage.word(at - 1, at));
            var ofThem = next.equals("of") && after.equals("them");
            var alone = ofThem
                    || pronounBefore
                    || next.isEmpty()
                    || (word.equals("both") && (isVerbal(next) || isPlainVerb(at + 1)));
            if (word.equals("neither") && isVerbal(next)) {
                return counted(at, at, 2);
            }
            if (word.equals("both") && lexicon.is("mates", next)) {
                return counted(at, at + 1, 2);
            }
            if (alone && (word.equals("both") || ofThem)) {
                return counted(at, ofThem ? at + 2 : at, word.equals("each") ? visible.size() : 2);
            }
            return false;
        }
        if (word.equals("everyone") || word.equals("everybody")) {
            return everyone(at, next);
        }
        if (word.equals("all") && next.equals("of") && after.equals("them")) {
            return counted(at, at + 2, visible.size());
        }
        if (word.equals("all") && COUNTS.containsKey(next) && isGeneric(at + 2)) {
            return counted(at, at + 1, COUNTS.get(next));
        }
        if (word.equals("the")) {
            return withArticle(at, next);
        }
        return false;
    }

    private boolean withArticle(int at, String next) {
        if (next.equals("others") || next.equals("rest")) {
            if (next.equals("rest")
                    && passage.word(at + 2, at).equals("of")
                    && !Set.of("them", "the").contains(passage.word(at + 3, at))) {
                return false;
            }
            others(at, at + 1);
            return true;
        }
        var shift = next.equals("other") || next.equals("whole") || next.equals("entire") ? 1 : 0;
        var head = passage.word(at + 1 + shift, at);
        if (COUNTS.containsKey(head) && isGeneric(at + 2 + shift)) {
            if (next.equals("other")) {
                var rest = visible.stream()
                        .filter(id -> !inText.contains(id) && !bound.contains(id))
                        .toList();
                if (rest.size() == COUNTS.get(head)) {
                    bindAll(at, at + 2, rest, "the others");
                }
                return true;
            }
            var them = Set.of("them", "us").contains(passage.word(at + 3 + shift, at));
            return counted(at, at + 1 + shift + (them ? 2 : 0), COUNTS.get(head));
        }
        if (lexicon.is("collective", head) && !passage.word(at + 2 + shift, at).equals("of")) {
            return counted(at, at + 1 + shift, visible.size());
        }
        return false;
    }

    /** Whether what follows a number keeps it general: {@code of them}, a verb, {@code friends}; not {@code guards}. */
    private boolean isGeneric(int at) {
        var word = passage.word(at, at - 1);
        return word.isEmpty()
                || passage.at(at).isMark()
                || isVerbal(word)
                || isPlainVerb(at)
                || (word.equals("of") && Set.of("them", "us").contains(passage.word(at + 1, at)))
                || lexicon.is("mates", word);
    }

    /** {@code Both obey}: no noun in the plural, nobody and nothing that it could stand before. */
    private boolean isPlainVerb(int at) {
        var word = passage.word(at, at - 1);
        return !passage.at(at).isMark()
                && !passage.at(at).isName()
                && !word.endsWith("s")
                && !lexicon.is("people", word)
                && !lexicon.is("mates", word)
                && !Set.of("feet", "teeth").contains(word)
                && !lexicon.is("det", word)
                && !lexicon.is("adjective", word)
                && !lexicon.is("prep", word)
                && !isPlural(passage.word(at + 1, at));
    }

    private boolean isPlural(String word) {
        return lexicon.is("people", word)
                || (word.endsWith("s")
                        && !word.endsWith("ss")
                        && !lexicon.is("pron", word)
                        && !lexicon.is("det", word));
    }

    private boolean isVerbal(String word) {
        return lexicon.isVerb(word)
                || lexicon.is("adv", word)
                || lexicon.is("conj", word)
                || (lexicon.is("prep", word) && !word.equals("of"))
                || word.endsWith("ly")
                || word.endsWith("ing");
    }

    private boolean counted(int from, int to, int count) {
        taken = to;
        var names = people.stream().map(Person::id).distinct().count();
        var others = named.entrySet().stream()
                .filter(it -> it.getKey() < from)
                .map(Map.Entry::getValue)
                .filter(it -> it.standing() == Standing.PRESENT && !visible.contains(it.id()))
                .count();
        if (count == visible.size() && count > 1 && names < count && others == 0 && !crowd) {
            bindAll(from, to, visible, count == visible.size() ? "all in sight" : "both");
        }
        return true;
    }

    private boolean everyone(int at, String next) {
        if (next.equals("else")) {
            others(at, at + 1);
            return true;
        }
        var generic = Set.of("in", "who", "knows", "knew", "from", "on", "said", "says")
                        .contains(next)
                || Set.of("to", "for", "like").contains(passage.word(at - 1, at))
                || hasLeft(at);
        if (!generic && visible.size() > 1) {
            var excluded = new HashSet<String>();
            named.values().stream()
                    .filter(n -> n.standing() != Standing.PRESENT)
                    .forEach(n -> excluded.add(n.id()));
            bindAll(
                    at,
                    at,
                    visible.stream().filter(id -> !excluded.contains(id)).toList(),
                    "everyone");
        }
        return true;
    }

    /** "Everyone (but him) had gone home": they are out of the picture. */
    private boolean hasLeft(int at) {
        for (int i = at + 1; passage.inSentence(i, at) && !passage.at(i).isMark(); i++) {
            if (Set.of("had", "has", "have", "'d", "was", "were", "is").contains(passage.word(i, at))) {
                return Set.of("gone", "left", "fled", "departed", "disappeared", "vanished", "away", "asleep")
                        .contains(passage.word(i + 1, at));
            }
        }
        return false;
    }

    private void others(int from, int to) {
        bindAll(
                from,
                to,
                visible.stream()
                        .filter(id -> !inText.contains(id) && !bound.contains(id))
                        .toList(),
                "the others");
    }

    private void bindAll(int from, int to, List<String> ids, String why) {
        var absent = new HashSet<String>();
        named.values().stream().filter(n -> n.standing() == Standing.ABSENT).forEach(n -> absent.add(n.id()));
        var those = ids.stream().filter(id -> !absent.contains(id)).toList();
        if (!those.isEmpty()) {
            bound.addAll(those);
            decide(from, to, those, why);
        }
    }

    private void decide(int from, int to, List<String> ids, String why) {
        var ruling = ruling(from, to);
        var start = passage.at(from).start();
        var end = passage.at(to).end();
        var rule = ruling.present() ? why : why + ", " + ruling.rule();
        decisions.add(new Decision(
                passage.text.substring(start, end),
                start,
                end,
                ids,
                ruling.present(),
                rule,
                Math.min(SURE, ruling.confidence()),
                true));
    }

    private Ruling ruling(int from, int to) {
        var word = passage.at(from).word();
        var next = passage.word(to + 1, to);
        var stands = next.isEmpty() || passage.at(to + 1).isMark();
        var owns = (word.equals("his") && !stands)
                || (word.equals("her")
                        && !next.isEmpty()
                        && !isObject(from)
                        && !lexicon.is("prep", next)
                        && !passage.at(to + 1).isMark());
        if (owns) {
            var second = passage.word(to + 2, to);
            return lexicon.is("body", next) || lexicon.is("body", second)
                    ? Ruling.DEFAULT
                    : new Ruling(Standing.MENTION, "owner", SURE);
        }
        return rules.judge(passage, new Group(from, to, from), false).orElse(Ruling.DEFAULT);
    }
}
