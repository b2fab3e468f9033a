package fluxbridge.cli;

import fluxbridge.backup.BackupException;
import fluxbridge.config.BadSettingsException;
import fluxbridge.failure.GatewayException;
import fluxbridge.http.Server.PortTakenException;
import fluxbridge.lora.DictionaryException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;

/** The command {@code bridge}; without a subcommand it serves. */
@Command(
        name = "bridge",
        description = "A1111-compatible gateway that draws with hosted Flux providers and their LoRAs.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Also: ./bridge lab serves simulators of the providers, to try everything without paying;",
            "./bridge bench measures the bridge on this machine.",
            "Settings: .env beside the launcher, or the environment; env.example lists them all."
        })
public final class Bridge implements Callable<Integer> {

    private final Terminal terminal;

    private Bridge(Terminal terminal) {
        this.terminal = terminal;
    }

    /** The command line with all its subcommands. */
    static CommandLine commandLine(Terminal terminal) {
        var line = new CommandLine(new Bridge(terminal));
        line.addSubcommand(new Serve(terminal));
        line.addSubcommand(new Imagine(terminal));
        line.addSubcommand(new Doctor(terminal));
        line.addSubcommand(new Loras(terminal));
        line.addSubcommand(new TokenCommands(terminal));
        line.addSubcommand(new Audit(terminal));
        line.addSubcommand(new Spend(terminal));
        line.addSubcommand(new Match(terminal));
        line.addSubcommand(new BackupCommand(terminal));
        line.addSubcommand(new RestoreCommand(terminal));
        line.addSubcommand(new MigrateCommand(terminal));
        line.addSubcommand(new Warmup(terminal));
        line.getCommandSpec().version("Flux LoRA Bridge " + terminal.version());
        line.setExecutionExceptionHandler((failure, _, _) -> tell(failure, terminal.err()));
        line.setParameterExceptionHandler(Bridge::wrongArguments);
        line.setUsageHelpAutoWidth(true);
        line.setOut(new java.io.PrintWriter(terminal.out(), true, java.nio.charset.StandardCharsets.UTF_8));
        line.setErr(new java.io.PrintWriter(terminal.err(), true, java.nio.charset.StandardCharsets.UTF_8));
        return line;
    }

    @Override
    public Integer call() throws Exception {
        return new Serve(terminal).call();
    }

    /**
     * Runs what was typed.
     *
     * @return the exit code: 0 done, 1 failed, 2 something that the user can mend
     */
    public static int run(Terminal terminal, String... args) throws Exception {
        if (args.length == 0 || (args.length == 1 && args[0].equals("serve"))) {
            // The common case does without the command line parser, whose classes are too old for the AOT cache: 0.3 s
            // of the start.
            try {
                return new Serve(terminal).call();
            } catch (RuntimeException e) {
                return tell(e, terminal.err());
            }
        }
        return commandLine(terminal).execute(args);
    }

    /** What users can mend is told in a line and exits with 2; anything else is a fault of the bridge and shows where. */
    private static int tell(Exception failure, PrintStream err) throws Exception {
        switch (failure) {
            case BadSettingsException bad -> bad.problems().forEach(err::println);
            case PortTakenException taken -> err.println(taken.getMessage());
            case DictionaryException broken -> err.println(broken.getMessage());
            case GatewayException refused -> err.println(refused.getMessage());
            case BackupException undone -> err.println(undone.getMessage());
            case UsageException usage -> err.println(usage.getMessage());
            default -> throw failure;
        }
        return ExitCode.USAGE;
    }

    /** One line that names what is wrong, and where the rest stands. */
    private static int wrongArguments(ParameterException wrong, String[] arguments) {
        var line = wrong.getCommandLine();
        var message = String.valueOf(wrong.getMessage()).lines().findFirst().orElse("");
        line.getErr().println(message + "; ./" + line.getCommandSpec().qualifiedName() + " --help lists what there is");
        return ExitCode.USAGE;
    }

    /** Something on the command line cannot be used: a missing file, a value out of range. */
    static final class UsageException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }
}
