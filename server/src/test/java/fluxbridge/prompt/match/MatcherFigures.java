package fluxbridge.prompt.match;

import fluxbridge.lora.Keyword;
import fluxbridge.prompt.presence.Cast;
import fluxbridge.prompt.presence.Presence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Prints how long matching takes; run by hand, since no test may depend on a clock. */
final class MatcherFigures {

    private static final int ALIASES = 10_000;

    private MatcherFigures() {}

    public static void main(String[] args) {
        var names = names();
        time("build 10,000 aliases, first", () -> new KeywordMatcher(names));
        for (var round = 0; round < 5; round++) {
            new KeywordMatcher(names);
        }
        time("build 10,000 aliases, warm", () -> new KeywordMatcher(names));
        var matcher = new KeywordMatcher(names);
        var text = text(names);
        for (var round = 0; round < 2000; round++) {
            matcher.find(text);
        }
        time("find in 4 kB, warm", () -> matcher.find(text));
        var a = new KeywordMatcher(List.of(new Keyword("a", "1"), new Keyword("aa", "2"), new Keyword("aaaa", "3")));
        a.find("a".repeat(1 << 18));
        time("find in 1 MB of a", () -> a.find("a".repeat(1 << 20)));
        time("find in 2 MB of a", () -> a.find("a".repeat(1 << 21)));
        var presence = new Presence();
        var cast = Cast.of(Map.of("mira", List.of("Mira"), "tomas", List.of("Tomas"), "elin", List.of("Elin")));
        var story = "Mira leaned on the rail while Tomas read Elin's letter. She laughed at him. ".repeat(52);
        for (var round = 0; round < 300; round++) {
            presence.judge(cast, story, "", List.of("mira"));
        }
        time("presence in 4 kB, warm", () -> presence.judge(cast, story, "", List.of("mira")));
    }

    /** CPU time, since the machine may be busy. */
    private static long cpu() {
        return java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static List<Keyword> names() {
        var random = new Random(7);
        var names = new ArrayList<Keyword>();
        for (var number = 0; number < ALIASES; number++) {
            var name = new StringBuilder();
            for (var letter = 0; letter < 5 + random.nextInt(8); letter++) {
                name.append((char) ('a' + random.nextInt(26)));
            }
            names.add(new Keyword(name.toString(), "id" + number));
        }
        return names;
    }

    private static String text(List<Keyword> names) {
        var text = new StringBuilder();
        for (var number = 0; text.length() < 4096; number++) {
            text.append(names.get(number * 37 % ALIASES).text()).append(number % 3 == 0 ? ", " : " walked by ");
        }
        return text.toString();
    }

    private static void time(String what, Runnable work) {
        var begun = cpu();
        work.run();
        System.out.printf("%-32s %8.2f ms%n", what, (cpu() - begun) / 1e6);
    }
}
