package fluxbridge.cli;

import fluxbridge.api.SpendEndpoint;
import fluxbridge.ledger.Ledger;
import fluxbridge.ledger.SpendLine;
import fluxbridge.ledger.SpendLine.By;
import java.io.PrintStream;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bridge spend}: what pictures have cost. */
@Command(
        name = "spend",
        description = "Show what was spent: without options the budget of today, and each provider.",
        mixinStandardHelpOptions = true)
final class Spend implements Callable<Integer> {

    private static final int DAYS = 30;

    private static final class Lines {
        @Option(names = "--day", description = "Each day of the last " + DAYS + " days.")
        boolean day;

        @Option(names = "--month", description = "Each month.")
        boolean month;

        @Option(names = "--token", description = "Each caller, over the last " + DAYS + " days.")
        boolean token;

        @Option(names = "--provider", description = "Each provider, over the last " + DAYS + " days.")
        boolean provider;
    }

    private static final class Form {
        @Option(names = "--json", description = "As JSON.")
        boolean json;

        @Option(names = "--csv", description = "As comma-separated values, amounts in US dollars.")
        boolean csv;
    }

    @ArgGroup
    private Lines lines = new Lines();

    @ArgGroup
    private Form form = new Form();

    private final Terminal terminal;

    Spend(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (var running = terminal.running().apply(terminal.settings().get())) {
            show(running.ledger(), terminal.out());
        }
        return 0;
    }

    private boolean today() {
        return !lines.day && !lines.month && !lines.token && !lines.provider;
    }

    private By by() {
        return lines.day ? By.DAY : lines.month ? By.MONTH : lines.token ? By.TOKEN : By.PROVIDER;
    }

    private LocalDate since(LocalDate today) {
        return today() ? today : lines.month ? LocalDate.EPOCH : today.minusDays(DAYS - 1L);
    }

    private void show(Ledger ledger, PrintStream out) {
        var since = since(ledger.standing().day());
        if (form.json) {
            var spend = new SpendEndpoint(ledger);
            out.println((today() ? spend.get() : spend.lines(since, by())).toPrettyString());
        } else if (form.csv) {
            csv(ledger.spent(since, by()), out);
        } else {
            if (today()) {
                standing(ledger.standing(), out);
            }
            table(ledger.spent(since, by()), out);
        }
    }

    private static void standing(Ledger.Standing now, PrintStream out) {
        var totals = now.totals();
        out.println("day      " + now.day() + " " + now.zone() + ", ends " + now.resetsAt());
        out.println("budget   "
                + now.budget().map(budget -> dollars(budget.micros())).orElse("none (DAILY_BUDGET_USD)"));
        out.println("spent    " + dollars(totals.spent()));
        out.println("held     " + dollars(totals.held()) + " by requests that are running");
        out.println("unknown  " + dollars(totals.unknown()) + " for calls that may have been billed");
        out.println();
    }

    private void table(List<SpendLine> all, PrintStream out) {
        if (all.isEmpty()) {
            out.println("nothing was spent");
            return;
        }
        out.printf("%-28s %8s %9s %12s %12s%n", by().word(), "calls", "pictures", "spent", "unknown");
        for (var line : all) {
            out.printf(
                    "%-28s %8d %9d %12s %12s%n",
                    line.key(),
                    line.calls(),
                    line.pictures(),
                    dollars(line.spent().micros()),
                    dollars(line.unknown().micros()));
        }
    }

    private void csv(List<SpendLine> all, PrintStream out) {
        out.println(by().word() + ",calls,pictures,spent_usd,unknown_usd");
        for (var line : all) {
            out.println(String.join(
                    ",",
                    line.key(),
                    Long.toString(line.calls()),
                    Long.toString(line.pictures()),
                    line.spent().toString().substring(1),
                    line.unknown().toString().substring(1)));
        }
    }

    private static String dollars(long micros) {
        return new fluxbridge.domain.Money(micros).toString();
    }
}
