package fluxbridge.prompt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A prompt without A1111's syntax (a1111.md §2.2 to §2.4), for models that read plain text: brackets and weights of attention are taken out, of a
 * schedule and of alternatives one text is kept, {@code BREAK} and {@code AND} become commas. A bracket without its counterpart stays.
 *
 * @param text the plain text; the same object where there was no syntax
 * @param lost what had no effect
 */
public record PromptSyntax(String text, Set<Lost> lost) {

    /** What a hosted Flux cannot do. */
    public enum Lost {
        WEIGHTS("attention"),
        SCHEDULE("scheduling"),
        ALTERNATION("alternation"),
        BREAK("BREAK"),
        AND("AND");

        private final String words;

        Lost(String words) {
            this.words = words;
        }
    }

    /** A bracket that is open, and where its colons and bars stand in what was written so far. */
    private record Open(char bracket, int start, List<Integer> colons, List<Integer> bars) {

        static Open at(char bracket, int start) {
            return new Open(bracket, start, new ArrayList<>(), new ArrayList<>());
        }
    }

    public PromptSyntax {
        lost = Set.copyOf(lost);
    }

    /**
     * Takes a prompt apart. Never fails.
     *
     * @param steps of the picture, for schedules that count them
     */
    public static PromptSyntax plain(String text, int steps) {
        var lost = EnumSet.noneOf(Lost.class);
        var without = hasBrackets(text) ? unbracketed(text, steps, lost) : text;
        var joined = Junctions.joined(without, lost);
        return new PromptSyntax(joined, lost);
    }

    /** For a note: {@code attention, BREAK}. */
    public String lostWords() {
        return lost.stream().sorted().map(it -> it.words).collect(Collectors.joining(", "));
    }

    private static boolean hasBrackets(String text) {
        return text.chars().anyMatch(c -> "()[]\\".indexOf(c) >= 0);
    }

    private static String unbracketed(String text, int steps, Set<Lost> lost) {
        var partnered = partnered(text);
        var out = new StringBuilder(text.length());
        var open = new ArrayDeque<Open>();
        open.push(Open.at(' ', 0));
        boolean dropped = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isEscape(text, i)) {
                out.append(text.charAt(++i));
            } else if (partnered[i] && (c == '(' || c == '[')) {
                open.push(Open.at(c, out.length()));
            } else if (partnered[i]) {
                var closed = open.pop();
                close(closed, out, steps, lost);
                dropped |= out.length() == closed.start();
            } else {
                if (c == ':') {
                    open.element().colons().add(out.length());
                } else if (c == '|') {
                    open.element().bars().add(out.length());
                }
                out.append(c);
            }
        }
        return dropped ? tidied(out.toString()) : out.toString();
    }

    private static boolean isEscape(String text, int at) {
        return text.charAt(at) == '\\' && at + 1 < text.length() && "()[]\\".indexOf(text.charAt(at + 1)) >= 0;
    }

    /** Which brackets have a counterpart; one that is crossed by another pair has none. */
    private static boolean[] partnered(String text) {
        var partnered = new boolean[text.length()];
        var open = new ArrayDeque<Integer>();
        int round = 0;
        int square = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isEscape(text, i)) {
                i++;
            } else if (c == '(' || c == '[') {
                open.push(i);
                round += c == '(' ? 1 : 0;
                square += c == '[' ? 1 : 0;
            } else if ((c == ')' && round > 0) || (c == ']' && square > 0)) {
                char wanted = c == ')' ? '(' : '[';
                int at = open.pop();
                while (text.charAt(at) != wanted) {
                    round -= text.charAt(at) == '(' ? 1 : 0;
                    square -= text.charAt(at) == '[' ? 1 : 0;
                    at = open.pop();
                }
                round -= wanted == '(' ? 1 : 0;
                square -= wanted == '[' ? 1 : 0;
                partnered[at] = true;
                partnered[i] = true;
            }
        }
        return partnered;
    }

    private static void close(Open closed, StringBuilder out, int steps, Set<Lost> lost) {
        if (closed.bracket() == '(') {
            weigh(closed, out);
            lost.add(Lost.WEIGHTS);
        } else if (!closed.bars().isEmpty()) {
            out.setLength(closed.bars().getFirst());
            lost.add(Lost.ALTERNATION);
        } else if (when(closed, out).isPresent()) {
            schedule(closed, out, when(closed, out).getAsDouble(), steps);
            lost.add(Lost.SCHEDULE);
        } else {
            lost.add(Lost.WEIGHTS);
        }
    }

    private static java.util.OptionalDouble when(Open closed, StringBuilder out) {
        return closed.colons().isEmpty()
                ? java.util.OptionalDouble.empty()
                : Numbers.plain(out, closed.colons().getLast() + 1);
    }

    /** Takes a weight off the end; what weighs nothing goes with it. */
    private static void weigh(Open closed, StringBuilder out) {
        var weight = when(closed, out);
        if (weight.isPresent()) {
            out.setLength(weight.getAsDouble() > 0 ? closed.colons().getLast() : closed.start());
        }
    }

    /** {@code [from:to:when]}, {@code [to:when]}: the text that is drawn for the greater part of the steps. */
    private static void schedule(Open closed, StringBuilder out, double when, int steps) {
        var colons = closed.colons();
        out.setLength(colons.getLast());
        if (colons.size() == 1) {
            return;
        }
        int middle = colons.get(colons.size() - 2);
        boolean toIsLonger = when < 1 ? when <= 0.5 : when <= steps / 2.0;
        boolean onlyFrom = out.substring(middle + 1).isBlank();
        if (toIsLonger && !onlyFrom) {
            out.delete(closed.start(), middle + 1);
        } else {
            out.setLength(middle);
        }
    }

    /** Without the empty places between commas that a dropped part leaves. */
    private static String tidied(String text) {
        return Arrays.stream(text.split("\n", -1))
                .map(line -> Arrays.stream(line.split(","))
                        .filter(part -> !part.isBlank())
                        .map(String::strip)
                        .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("\n"));
    }
}
