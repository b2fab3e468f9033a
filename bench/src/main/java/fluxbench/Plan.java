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
 * @param only names of gateways; empty for all
 * @param out folder for the JSON and the chart
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
        Set<String> only,
        Path out,
        String portkey) {

    static final String HELP = """
            ./bridge bench [options]

            Compares the bridge with nginx (if it is installed) and Portkey's gateway (if it is) on this machine.

              --quick              a first impression in half a minute
              --only A,B           just these: direct, nginx, portkey, bridge-url, bridge-base64
              --sizes 500,1300     kilobytes per picture
              --connections 1,16   requests at once
              --held 1000,4000     requests held at once; 0 for none
              --hold SECONDS       how long those are held (10)
              --warm-up SECONDS    of each gateway before anything counts (30)
              --seconds N          of one measurement (6)
              --rounds N           measurements of each, whose median counts (3)
              --starts N           starts of the bridge that are timed (5)
              --out FOLDER         for bench.json and bench.svg (bench-results)
              --portkey FOLDER     where npm put @portkey-ai/gateway
            """;

    static Plan of(String[] arguments) {
        boolean quick = List.of(arguments).contains("--quick");
        var whole = new Plan(
                List.of(500, 1300),
                List.of(1, 16, 64),
                List.of(1000, 4000),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(6),
                3,
                5,
                Set.of(),
                Path.of("bench-results"),
                "");
        var plan = quick
                ? new Plan(
                        List.of(500),
                        List.of(1, 64),
                        List.of(200),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1),
                        1,
                        1,
                        Set.of(),
                        whole.out,
                        "")
                : whole;
        var left = new ArrayList<>(List.of(arguments));
        left.remove("--quick");
        while (!left.isEmpty()) {
            var option = left.removeFirst();
            if (left.isEmpty()) {
                throw new IllegalArgumentException(option + " needs a value, or is unknown; ./bridge bench --help lists the options");
            }
            plan = plan.with(option, left.removeFirst());
        }
        return plan;
    }

    private Plan with(String option, String value) {
        return new Plan(
                option.equals("--sizes") ? numbers(value) : kilobytes,
                option.equals("--connections") ? numbers(value) : connections,
                option.equals("--held") ? numbers(value).stream().filter(n -> n > 0).toList() : held,
                option.equals("--hold") ? Duration.ofSeconds(Long.parseLong(value)) : hold,
                option.equals("--warm-up") ? Duration.ofSeconds(Long.parseLong(value)) : warmUp,
                option.equals("--seconds") ? Duration.ofSeconds(Long.parseLong(value)) : time,
                option.equals("--rounds") ? Integer.parseInt(value) : rounds,
                option.equals("--starts") ? Integer.parseInt(value) : starts,
                option.equals("--only") ? Set.of(value.split(",")) : only,
                option.equals("--out") ? Path.of(value) : out,
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

    boolean wants(String name) {
        return only.isEmpty() || only.contains(name);
    }
}
