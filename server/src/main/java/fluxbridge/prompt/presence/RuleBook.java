package fluxbridge.prompt.presence;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The rules of {@code rules.txt}; the first that fits decides. Immutable once read. */
final class RuleBook {

    private final List<Rule> rules = new ArrayList<>();
    private final Lexicon lexicon;

    private enum Where {
        ANYWHERE,
        TOLD,
        QUOTED
    }

    /** @param text matched against the sentence where a pattern of words says nothing, with {@code @} for the name */
    private record Rule(Ruling ruling, Where where, List<Pattern> patterns, List<java.util.regex.Pattern> text) {}

    private RuleBook(Lexicon lexicon) {
        this.lexicon = lexicon;
    }

    static RuleBook read(Lexicon lexicon) {
        var book = new RuleBook(lexicon);
        for (var line : Lexicon.lines("/presence/rules.txt")) {
            if (!line.startsWith(" ")) {
                book.rules.add(header(line.split("\\s+", -1)));
            } else if (line.strip().startsWith("~")) {
                book.rules
                        .getLast()
                        .text()
                        .add(java.util.regex.Pattern.compile(
                                line.strip().substring(1).strip()));
            } else {
                book.rules.getLast().patterns().add(Pattern.parse(line, lexicon));
            }
        }
        return book;
    }

    private static Rule header(String[] parts) {
        var standing = Standing.valueOf(parts[0].toUpperCase(Locale.ROOT));
        var where = parts.length > 3 ? Where.valueOf(parts[3].toUpperCase(Locale.ROOT)) : Where.ANYWHERE;
        return new Rule(
                new Ruling(standing, parts[1].replace('-', ' '), Double.parseDouble(parts[2])),
                where,
                new ArrayList<>(),
                new ArrayList<>());
    }

    /** The ruling on a group of names; empty when no rule fits. */
    Optional<Ruling> judge(Passage passage, Group group, boolean quoted) {
        var ends = ends(passage, group);
        var spaceless = isSpaceless(passage, group) ? sentence(passage, group) : "";
        for (var rule : rules) {
            if (rule.where() == (quoted ? Where.TOLD : Where.QUOTED)) {
                continue;
            }
            for (var pattern : rule.patterns()) {
                for (var end : ends) {
                    if (pattern.fits(passage, group.first(), end, group.own())) {
                        return Optional.of(rule.ruling());
                    }
                }
            }
            if (!spaceless.isEmpty()
                    && rule.text().stream()
                            .anyMatch(text -> text.matcher(spaceless).find())) {
                return Optional.of(rule.ruling());
            }
        }
        return Optional.empty();
    }

    /** Where the words after the group begin: right after it, and after an insertion between commas ({@code Tomas, she knew, would}). */
    private List<Integer> ends(Passage passage, Group group) {
        var last = group.last();
        var ends = new ArrayList<Integer>();
        ends.add(last);
        var word = passage.word(last + 1, last);
        if (word.equals("the") && lexicon.isVerb(passage.word(last + 3, last))) {
            ends.add(last + 2); // Stahl the younger was
        }
        if (!word.equals(",") && !word.equals("-") && !word.equals("(")) {
            return ends;
        }
        if (passage.word(group.first() - 1, last).equals(",") && lexicon.isVerb(passage.word(last + 2, last))) {
            ends.add(last + 1); // The botanist, Rosamund, had
        }
        if (passage.word(last + 2, last).equals("who")) {
            ends.add(last + 1);
        }
        for (var at = last + 2; passage.inSentence(at, last) && at < last + 14; at++) {
            if (List.of("no", "and", "or").contains(passage.at(at).word())) {
                break; // a list, no insertion
            }
            var mark = passage.at(at).isMark() && ",-)".contains(passage.at(at).word());
            var next = passage.word(at + 1, last);
            if (mark && (lexicon.isVerb(next) || lexicon.is("adv", next))) {
                ends.add(at);
                break;
            }
        }
        return ends;
    }

    private static boolean isSpaceless(Passage passage, Group group) {
        return passage.text.codePointAt(passage.at(group.own()).start()) >= 0x590;
    }

    private static String sentence(Passage passage, Group group) {
        var own = passage.at(group.own());
        var start = own.start();
        while (start > 0 && "。！？\n.!?؟".indexOf(passage.text.charAt(start - 1)) < 0) {
            start--;
        }
        var end = own.end();
        while (end < passage.text.length() && "。！？\n.!?؟".indexOf(passage.text.charAt(end)) < 0) {
            end++;
        }
        return passage.text.substring(start, own.start()) + "@" + passage.text.substring(own.end(), end);
    }
}
