package fluxbench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What is measured.
 *
 * @param kilobytes sizes of pictures
 * @param connections at once, for the throughput table
 * @param held requests sent at once, for the table of held requests
 * @param hold how long the upstream keeps each of those
 * @param warmUp of each gateway before anything counts
 * @param time of one measurement
 * @param rounds in each of which every gateway has its turn; the median counts
 * @param starts of the bridge that are timed
 * @param rows kinds of rows: {@code flow}, {@code held}, {@code start}
 * @param only names of gateways; empty for all
 * @param out folder for the JSON and the chart
 * @param chart another place for the chart, empty for none
 * @param portkey folder of {@code @portkey-ai/gateway}, empty to look for it
 */
record Plan(
        List<Integer> kilobytes,
        List<Integer> connections,
        List<Integer> held,
        Duration hold,
        Duration warmUp,
        Duration time,
        int rounds,
        int starts,
        Set<String> rows,
        Set<String> only,
        Path out,
        String chart,
        String portkey) {

    private static final Set<String> ROWS = Set.of("flow", "held", "start");
    private static final Set<String> GATEWAYS =
            Set.of("direct", "nginx", "portkey", "bridge-url", "bridge-cache", "bridge-base64");

    static final String HELP = """
            ./bridge bench [options]

            Compares the bridge with nginx (if it is installed) and Portkey's gateway (if it is) on this machine; takes about ten minutes.

              ./bridge bench growth [NAME...]     how cost grows with dictionary, prompt, cache and ledger
              ./bridge bench micro [JMH options]  the steps of one picture, by JMH

              --quick              a first impression in a minute
              --rows flow,held     just these: flow, held, start
              --only A,B           just these: direct, nginx, portkey, bridge-url, bridge-cache, bridge-base64
              --sizes 500,1300     kilobytes per picture; held ones have the first size
              --connections 1,16   requests at once
              --held 1000,4000     requests held at once; 0 for none
              --hold SECONDS       how long those are held (10)
              --warm-up SECONDS    of each gateway before anything counts (25)
              --seconds N          of one measurement (3)
              --rounds N           measurements of each, whose median counts (3)
              --starts N           starts of the bridge that are timed (5)
              --out FOLDER         for bench.json and bench.svg (bench-results)
              --chart FILE         another copy of the chart
              --portkey FOLDER     where npm put @portkey-ai/gateway
            """;

    static Plan of(String[] arguments) {
        boolean quick = List.of(arguments).contains("--quick");
        var whole = new Plan(
                List.of(500, 1300),
                List.of(1, 16, 64),
                List.of(1000, 4000),
                Duration.ofSeconds(10),
                Duration.ofSeconds(25),
                Duration.ofSeconds(3),
                3,
                5,
                ROWS,
                Set.of(),
                Path.of("bench-results"),
                "",
                "");
        var plan = quick
                ? new Plan(
                        List.of(500),
                        List.of(1, 64),
                        List.of(200),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(1),
                        1,
                        1,
                        ROWS,
                        Set.of(),
                        whole.out,
                        "",
                        "")
                : whole;
        var left = new ArrayList<>(List.of(arguments));
        left.remove("--quick");
        while (!left.isEmpty()) {
            var option = left.removeFirst();
            if (left.isEmpty()) {
                throw new IllegalArgumentException(
                        option + " needs a value, or is unknown; ./bridge bench --help lists the options");
            }
            plan = plan.with(option, left.removeFirst());
        }
        return plan;
    }

    private Plan with(String option, String value) {
        return new Plan(
                option.equals("--sizes") ? numbers(value) : kilobytes,
                option.equals("--connections") ? numbers(value) : connections,
                option.equals("--held")
                        ? numbers(value).stream().filter(n -> n > 0).toList()
                        : held,
                option.equals("--hold") ? Duration.ofSeconds(Long.parseLong(value)) : hold,
                option.equals("--warm-up") ? Duration.ofSeconds(Long.parseLong(value)) : warmUp,
                option.equals("--seconds") ? Duration.ofSeconds(Long.parseLong(value)) : time,
                option.equals("--rounds") ? Integer.parseInt(value) : rounds,
                option.equals("--starts") ? Integer.parseInt(value) : starts,
                option.equals("--rows") ? names(value, ROWS) : rows,
                option.equals("--only") ? names(value, GATEWAYS) : only,
                option.equals("--out") ? Path.of(value) : out,
                option.equals("--chart") ? value : chart,
                known(option) && option.equals("--portkey") ? value : portkey);
    }

    private static boolean known(String option) {
        if (!HELP.contains("  " + option + " ")) {
            throw new IllegalArgumentException("unknown option " + option + "; ./bridge bench --help lists them");
        }
        return true;
    }

    private static List<Integer> numbers(String list) {
        return List.of(list.split(",")).stream().map(Integer::valueOf).toList();
    }

    private static Set<String> names(String list, Set<String> known) {
        var names = Set.of(list.split(","));
        names.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("unknown name " + name + "; there are "
                    + String.join(", ", known.stream().sorted().toList()));
        });
        return names;
    }

    boolean wants(String name) {
        return only.isEmpty() || only.contains(name);
    }

    boolean wantsRows(String kind) {
        return rows.contains(kind);
    }
}
