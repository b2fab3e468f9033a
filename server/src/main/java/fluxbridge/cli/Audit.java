package fluxbridge.cli;

import fluxbridge.cli.Bridge.UsageException;
import fluxbridge.store.AuditEntry;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bridge audit}: look at the table of refusals and of what was done with the owner's rights. */
@Command(
        name = "audit",
        description = "Look at refused requests, and at what was done with the owner's rights.",
        mixinStandardHelpOptions = true)
final class Audit implements Runnable {

    private final Terminal terminal;

    Audit(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        picocli.CommandLine.usage(this, terminal.out());
    }

    /** @return 0 when the chain holds, 1 when it does not */
    @Command(
            name = "verify",
            description = "Check that no entry was changed, inserted or removed.",
            mixinStandardHelpOptions = true)
    int verify() {
        try (var running = terminal.running().apply(terminal.settings().get())) {
            var verdict = running.audit().verify();
            if (verdict.problem() == null) {
                terminal.out().println("ok    " + verdict.entries() + " entries, the chain holds");
                return 0;
            }
            terminal.out()
                    .println("bad   " + verdict.problem() + "; " + verdict.entries() + " entries before it are sound");
            return 1;
        }
    }

    @Command(name = "list", description = "Print the newest entries, oldest first.", mixinStandardHelpOptions = true)
    int list(
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "50",
                            description = "How many (default ${DEFAULT-VALUE}).")
                    int limit) {
        if (limit < 1) {
            throw new UsageException("--limit must be 1 or more, was " + limit);
        }
        try (var running = terminal.running().apply(terminal.settings().get())) {
            running.audit().newest(limit).stream().map(Audit::line).forEach(terminal.out()::println);
        }
        return 0;
    }

    private static String line(AuditEntry entry) {
        if (entry.isAdmin()) {
            return entry.seq() + "  " + entry.at() + "  " + entry.rule() + "  by " + entry.caller() + "  "
                    + plain(entry.prompt());
        }
        var line = entry.seq() + "  " + entry.at() + "  " + entry.rule() + "  caller " + entry.caller() + "  prompt "
                + entry.promptHash();
        var by = entry.provider().isEmpty() ? "" : "  by " + entry.provider();
        var text = entry.prompt() == null ? "" : "  " + plain(entry.prompt());
        return line + by + text;
    }

    private static String plain(@Nullable String text) {
        return text == null ? "" : text.replaceAll("\\p{Cntrl}+", " ");
    }
}
