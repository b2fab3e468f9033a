package fluxbridge.summary;

import fluxbridge.prompt.Narration;
import fluxbridge.prompt.Narration.CastMember;
import fluxbridge.prompt.Summariser;
import fluxbridge.prompt.Summary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Extracts what is to be seen without asking anyone: takes dialogue, thought and notes between players out, keeps the sentences that show most, the
 * last moment first, and every present character's name and trigger. The same narration gives the same summary.
 */
public final class OfflineSummariser implements Summariser {

    /** Who wrote its summaries. */
    public static final String NAME = "offline";

    private static final int LONGEST_NARRATION = 16_000;
    private static final int MOST_SENTENCES = 300;
    private static final int WORTH_A_CUT = 6;

    /** Words that everybody in the picture gets before anybody gets more. */
    private static final int EACH = 7;

    private static final Pattern DANGLING = Pattern.compile(
            "(?i)(?:\\s+(?:a|an|the|in|on|of|at|and|or|with|to|her|his|its|their|into|onto|from|by|as|for|but|my|your|that|which|who|is|was|back|toward|towards"
                    + "|der|die|das|den|dem|ein|eine|und|mit|auf|von|le|la|les|un|une|et|de|du|des|el|los|las|una|y|con|en|i|и|в|на|с)){1,4}$");

    private final int maxWords;
    private final VisualWords visual = VisualWords.shipped();
    private final Clauses clauses = new Clauses(visual);

    /** @param maxWords most words of a summary; names and triggers are kept even when they alone are more */
    public OfflineSummariser(int maxWords) {
        this.maxWords = maxWords;
    }

    /**
     * A sentence that may be kept.
     *
     * @param names of the cast that it holds
     * @param density score for its length
     */
    private record Shot(
            int at, String text, VisualWords.Worth worth, List<CastMember> names, double score, double density) {

        static Shot of(int at, String text, VisualWords.Worth worth, List<CastMember> names, double score) {
            return new Shot(at, text, worth, names, score, score / Math.sqrt(4 + Words.count(text)));
        }
    }

    @Override
    public Summary summarise(Narration narration) {
        var text = extract(narration);
        return new Summary(text.isBlank() ? narration.text() : text, NAME, List.of());
    }

    private String extract(Narration narration) {
        var cast = narration.present();
        // Of a very long text the end counts.
        var all = narration.text();
        var plain = PlainStory.of(all.substring(Math.max(0, all.length() - LONGEST_NARRATION)));
        var told = Sentences.of(Unspoken.of(PlainStory.withoutSpeakers(plain)));
        var sentences = told.subList(Math.max(0, told.size() - MOST_SENTENCES), told.size());
        var shots = shots(sentences, cast);
        var chosen = new TreeMap<Integer, Shot>();
        int room = maxWords - Triggers.words(names(shots), cast);
        room = choose(shots, cast, chosen, room);
        var text = chosen.values().stream()
                .map(Shot::text)
                .collect(Collectors.joining(". "))
                .replaceAll("(?<=[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}])\\. ", "。");
        var place = shots.stream().anyMatch(shot -> shot.worth().isSetting())
                ? ""
                : Words.first(setting(narration.recent()), room);
        var seen = place.isEmpty() ? text : text.isEmpty() ? place : place + ". " + text;
        var whole = seen.isEmpty() && cast.isEmpty() ? Words.first(leftOver(plain, all), maxWords) : seen;
        return Words.oneLine(Triggers.in(whole, cast));
    }

    private static String names(List<Shot> shots) {
        return shots.stream()
                .flatMap(shot -> shot.names().stream())
                .map(CastMember::name)
                .distinct()
                .collect(Collectors.joining(" "));
    }

    private List<Shot> shots(List<String> sentences, List<CastMember> cast) {
        var referents = new Referents(sentences, cast);
        var names = cast.stream().map(CastMember::name).toList();
        var shots = new ArrayList<Shot>();
        boolean foreign = Clauses.isForeign(String.join(" ", sentences));
        boolean placed = false;
        for (int i = 0; i < sentences.size(); i++) {
            var subject = referents.subject(i);
            var kept = clauses.of(sentences.get(i), subject, names, foreign);
            if (kept.text().isEmpty()) {
                continue;
            }
            boolean replace = !subject.isEmpty() && Referents.pronoun(sentences.get(i)) != ' ';
            var text = replace && Referents.pronoun(kept.text()) == Referents.pronoun(sentences.get(i))
                    ? Referents.withName(kept.text(), subject)
                    : kept.text();
            var named = cast.stream()
                    .filter(it -> Words.find(text, it.name(), 0, false) >= 0)
                    .toList();
            double late = (i + 1.0) / sentences.size();
            double score = Math.max(0.5, kept.worth().points()) * (0.6 + 0.8 * late) + 1.5 * named.size();
            boolean setting = kept.worth().isSetting();
            score += setting && !placed ? 2 : 0;
            placed |= setting;
            shots.add(Shot.of(i, text, kept.worth(), named, score));
        }
        return shots;
    }

    /** The last moment, somebody who is not there yet, then whatever shows most for its length. @return how many words are left */
    private static int choose(List<Shot> shots, List<CastMember> cast, SortedMap<Integer, Shot> chosen, int words) {
        int room = words;
        if (!shots.isEmpty()) {
            var last = lastMoment(shots);
            room -= take(last, chosen, room - EACH * (cast.size() - last.names().size()));
        }
        for (int i = 0; i < cast.size(); i++) {
            var member = cast.get(i);
            var best = shots.stream()
                    .filter(shot -> shot.names().contains(member))
                    .max(Comparator.comparingDouble(Shot::score));
            if (best.isPresent()
                    && chosen.values().stream().noneMatch(shot -> shot.names().contains(member))) {
                room -= take(best.get(), chosen, Math.min(room, Math.max(EACH, room - EACH * (cast.size() - 1 - i))));
            }
        }
        var rest = shots.stream()
                .filter(shot -> !chosen.containsKey(shot.at()))
                .sorted(Comparator.comparingDouble(Shot::density).reversed().thenComparingInt(Shot::at))
                .toList();
        for (var shot : rest) {
            room -= take(shot, chosen, room);
        }
        return room;
    }

    /** The last sentence that shows something, or somebody. */
    private static Shot lastMoment(List<Shot> shots) {
        for (int i = shots.size() - 1; i >= 0; i--) {
            if (shots.get(i).worth().points() >= 1.5) {
                return shots.get(i);
            }
        }
        return shots.getLast();
    }

    /** @return the words that were taken */
    private static int take(Shot shot, SortedMap<Integer, Shot> chosen, int room) {
        int words = Words.count(shot.text());
        if (words <= room) {
            chosen.put(shot.at(), shot);
            return words;
        }
        var cut = room < WORTH_A_CUT && !chosen.isEmpty() ? "" : cut(shot.text(), Math.max(room, 1));
        if (cut.isEmpty()) {
            return 0;
        }
        chosen.put(shot.at(), Shot.of(shot.at(), cut, shot.worth(), stillNamed(shot, cut), shot.score()));
        return Words.count(cut);
    }

    private static List<CastMember> stillNamed(Shot shot, String cut) {
        return shot.names().stream()
                .filter(it -> Words.find(cut, it.name(), 0, false) >= 0)
                .toList();
    }

    /** Cut behind the last whole clause that fits, or between words when that would leave too little. */
    private static String cut(String text, int room) {
        var first = Words.first(text, room);
        int comma =
                Math.max(first.lastIndexOf(", "), Math.max(first.lastIndexOf('\u3001'), first.lastIndexOf('\uFF0C')));
        var whole = comma > first.length() / 3 ? first.substring(0, comma) : first;
        return DANGLING.matcher(whole).replaceFirst("");
    }

    /** Where it happens, from the messages before; a clause with a name in it may be about somebody who has left. */
    private String setting(List<String> recent) {
        for (var message : recent.reversed()) {
            var story = Unspoken.of(PlainStory.withoutSpeakers(
                    PlainStory.of(message.substring(Math.max(0, message.length() - LONGEST_NARRATION)))));
            for (var sentence : Sentences.of(story)) {
                var kept = clauses.of(sentence, "", List.of(), Clauses.isForeign(story));
                boolean nobody = kept.text().codePoints().skip(1).noneMatch(Character::isUpperCase)
                        && Referents.pronoun(kept.text()) == ' ';
                if (nobody && kept.worth().isSetting() && kept.worth().has(VisualWords.Kind.PLACE)) {
                    return kept.text();
                }
            }
        }
        return "";
    }

    /** Of a text that is nothing but speech or notes: its words. */
    private static String leftOver(String plain, String all) {
        var words = Words.oneLine(plain);
        return words.codePoints().anyMatch(Character::isLetterOrDigit) ? words : Words.oneLine(all);
    }
}
