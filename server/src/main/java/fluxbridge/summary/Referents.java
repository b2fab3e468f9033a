package fluxbridge.summary;

import fluxbridge.prompt.Narration.CastMember;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Works out whom {@code she} and {@code he} at the beginning of a sentence stand for. */
final class Referents {

    private static final Pattern FEMALE = Pattern.compile("(?i)\\b(?:she|her|hers|herself)\\b");
    private static final Pattern MALE = Pattern.compile("(?i)\\b(?:he|him|his|himself)\\b");
    private static final Pattern STARTS_FEMALE = Pattern.compile(
            "(?i)^(?:(?:\\p{L}{2,12}ly|then|now|right now|and|but|so|still|at last|for a moment),? ){0,3}(?:(?:she|elle|ella|lei|ela|она)\\b|sie (?=\\p{Ll}{2,}t\\b)|彼女(?=[はがも])|她(?!的|们))",
            Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern STARTS_MALE = Pattern.compile(
            "(?i)^(?:(?:\\p{L}{2,12}ly|then|now|right now|and|but|so|still|at last|for a moment),? ){0,3}(?:(?:he|er|él|lui|ele|он)\\b|il (?!y\\b|pleut|neige|fait)|彼(?=[はがも])|他(?!的|们))",
            Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern FEMALE_OBJECT = Pattern.compile("(?i)\\bher\\b");
    private static final Pattern MALE_OBJECT = Pattern.compile("(?i)\\b(?:him|his)\\b");
    private static final int MEMORY = 4;

    private final Map<String, Set<Character>> genders = new HashMap<>();
    private final List<String> subjects = new ArrayList<>();

    /** When both are spoken of, somebody who is not in the cast may be one of them. */
    private final boolean bothGenders;

    /** @param sentences of the whole text, in order */
    Referents(List<String> sentences, List<CastMember> cast) {
        bothGenders = sentences.stream().anyMatch(it -> FEMALE.matcher(it).find())
                && sentences.stream().anyMatch(it -> MALE.matcher(it).find());
        var names = sentences.stream().map(sentence -> named(sentence, cast)).toList();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).size() == 1) {
                learn(names.get(i).getFirst(), sentences.get(i));
            }
            if (i > 0 && cast.size() == 1 && !names.get(i - 1).isEmpty()) {
                learnFromNext(names.get(i - 1).getFirst(), sentences.get(i));
            }
        }
        var recent = new ArrayList<String>();
        for (int i = 0; i < names.size(); i++) {
            subjects.add(subject(pronoun(sentences.get(i)), names.get(i), recent, cast));
            for (var name : names.get(i).reversed()) {
                recent.remove(name);
                recent.addFirst(name);
            }
            while (recent.size() > MEMORY) {
                recent.removeLast();
            }
        }
    }

    /** Whom the sentence is about; empty when that is not clear. */
    String subject(int sentence) {
        return subjects.get(sentence);
    }

    private static List<String> named(String sentence, List<CastMember> cast) {
        record Found(int at, String name) {}
        return cast.stream()
                .map(it -> new Found(Words.find(sentence, it.name(), 0, false), it.name()))
                .filter(it -> it.at() >= 0)
                .sorted(java.util.Comparator.comparingInt(Found::at))
                .map(Found::name)
                .toList();
    }

    /** The gender of the pronoun that a sentence begins with: f, m, or a blank. */
    static char pronoun(String sentence) {
        var start = sentence.substring(0, Math.min(48, sentence.length()))
                .replace(Unspoken.GAP, ' ')
                .strip();
        return STARTS_FEMALE.matcher(start).find()
                ? 'f'
                : STARTS_MALE.matcher(start).find() ? 'm' : ' ';
    }

    /** The same with a name in the place of its first pronoun. */
    static String withName(String sentence, String name) {
        var start = sentence.strip();
        var found = (pronoun(start) == 'f' ? STARTS_FEMALE : STARTS_MALE).matcher(start);
        return found.find() ? name + start.substring(found.end()) : start;
    }

    private void learn(String name, String sentence) {
        boolean female = FEMALE.matcher(sentence).find();
        boolean male = MALE.matcher(sentence).find();
        if (female != male) {
            genders.computeIfAbsent(name, _ -> new HashSet<>()).add(female ? 'f' : 'm');
        }
    }

    /** Mira smiles. She turns: the pronoun is hers, unless it does something to somebody of the other gender. */
    private void learnFromNext(String name, String next) {
        char pronoun = pronoun(next);
        var other = pronoun == 'f' ? MALE_OBJECT : FEMALE_OBJECT;
        if (pronoun != ' ' && !genders.containsKey(name) && !other.matcher(next).find()) {
            genders.put(name, new HashSet<>(Set.of(pronoun)));
        }
    }

    private String subject(char pronoun, List<String> named, List<String> recent, List<CastMember> cast) {
        if (pronoun == ' ') {
            return named.isEmpty() ? "" : named.getFirst();
        }
        var fitting = cast.stream()
                .map(CastMember::name)
                .filter(name -> fits(name, pronoun))
                .toList();
        if (fitting.size() == 1) {
            boolean sure = genders.containsKey(fitting.getFirst()) || cast.size() > 1 || !bothGenders;
            return sure && recent.contains(fitting.getFirst()) ? fitting.getFirst() : "";
        }
        return recent.stream()
                .filter(fitting::contains)
                .findFirst()
                .filter(genders::containsKey)
                .orElse("");
    }

    private boolean fits(String name, char pronoun) {
        return genders.getOrDefault(name, Set.of(pronoun)).equals(Set.of(pronoun));
    }
}
