package fluxbridge.cli;

import fluxbridge.access.Tokens;
import fluxbridge.access.Tokens.Issued;
import fluxbridge.cli.Bridge.UsageException;
import fluxbridge.domain.Money;
import fluxbridge.domain.Scope;
import fluxbridge.domain.Token;
import fluxbridge.domain.TokenLimits;
import fluxbridge.route.Preference;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code bridge tokens}: who may use the bridge. A bridge that is running knows of every change within a second or two. */
@Command(name = "tokens", description = "Make, list and take back access tokens.", mixinStandardHelpOptions = true)
final class TokenCommands implements Runnable {

    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._@-]{0,63}";
    private static final String WHO = "command-line";

    private final Terminal terminal;

    TokenCommands(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        picocli.CommandLine.usage(this, terminal.out());
    }

    private int with(Function<Running, Integer> work) {
        try (var running = terminal.running().apply(terminal.settings().get())) {
            return work.apply(running);
        }
    }

    @Command(name = "create", description = "Make a token and show it once.", mixinStandardHelpOptions = true)
    int create(
            @Parameters(paramLabel = "NAME", description = "Whose it is, or what for.") String name,
            @Option(names = "--rpm", paramLabel = "N", description = "Most requests for pictures in a minute.")
                    Optional<Integer> rpm,
            @Option(names = "--rpd", paramLabel = "N", description = "Most requests for pictures in a day.")
                    Optional<Integer> rpd,
            @Option(
                            names = "--max-concurrent",
                            paramLabel = "N",
                            description = "Most requests that are drawn at once; more wait.")
                    Optional<Integer> atOnce,
            @Option(names = "--daily-usd", paramLabel = "USD", description = "Most dollars that it may spend in a day.")
                    Optional<BigDecimal> daily,
            @Option(names = "--total-usd", paramLabel = "USD", description = "Most dollars that it may ever spend.")
                    Optional<BigDecimal> total,
            @Option(
                            names = "--routing",
                            paramLabel = "WHAT",
                            description =
                                    "What its requests prefer unless they say: balanced, cheap, fast or faithful (default:"
                                            + " ROUTING_PREFERENCE).")
                    Optional<String> routing,
            @Option(
                            names = "--expires",
                            paramLabel = "WHEN",
                            description =
                                    "A time from now such as 30d, 12h or 2w; or the last day that it is good, such as"
                                            + " 2027-01-31.")
                    Optional<String> expires,
            @Option(
                            names = "--scopes",
                            paramLabel = "LIST",
                            defaultValue = "images",
                            description =
                                    "images, video, admin, parted by commas (default ${DEFAULT-VALUE}); admin holds all.")
                    String scopes,
            @Option(names = "--json", description = "Print JSON.") boolean json) {
        if (!name.matches(NAME)) {
            throw new UsageException("NAME must be 1..64 letters, digits, '.', '_', '@' or '-', was '" + name + "'");
        }
        var granted = scopes(scopes);
        var limits = new TokenLimits(
                number("--rpm", rpm),
                number("--rpd", rpd),
                number("--max-concurrent", atOnce),
                dollars("--daily-usd", daily),
                dollars("--total-usd", total));
        var preference = routing.map(TokenCommands::preference);
        var now = Instant.now();
        var zone = terminal.settings().get().access().zone();
        var end = expires.map(text -> Expiry.of(text, now, zone));
        return with(running -> {
            var issued = running.tokens()
                    .create(name, granted, limits, preference, end)
                    .orElseThrow(() -> new UsageException("a token named " + name
                            + " exists; take another name, or give it a new secret with ./bridge tokens rotate "
                            + name));
            running.adminAudit().record(WHO, "tokens create", name);
            show(issued, json, zone);
            return 0;
        });
    }

    @Command(name = "list", description = "List the tokens, without their secrets.", mixinStandardHelpOptions = true)
    int list(
            @Option(names = "--all", description = "Revoked ones too.") boolean all,
            @Option(names = "--json", description = "Print JSON.") boolean json) {
        var zone = terminal.settings().get().access().zone();
        return with(running -> {
            var tokens = running.tokens().all().stream()
                    .filter(token -> all || token.revoked().isEmpty())
                    .toList();
            if (json) {
                var list = JsonNodeFactory.instance.arrayNode();
                tokens.forEach(token -> list.add(json(token)));
                terminal.out().println(list.toPrettyString());
            } else if (tokens.isEmpty()) {
                terminal.out().println("no tokens; " + without(running.tokens()));
            } else {
                tokens.forEach(token -> terminal.out().println(line(token, zone)));
            }
            return 0;
        });
    }

    @Command(
            name = "revoke",
            description = "Take a token back: requests with it are refused from now on.",
            mixinStandardHelpOptions = true)
    int revoke(@Parameters(paramLabel = "NAME") String name) {
        return with(running -> {
            if (!running.tokens().revoke(name)) {
                throw unknown(name);
            }
            running.adminAudit().record(WHO, "tokens revoke", name);
            terminal.out().println("token " + name + " is revoked");
            if (!running.tokens().isAnyGood()) {
                terminal.out().println("no good token is left; " + without(running.tokens()));
            }
            return 0;
        });
    }

    @Command(
            name = "rotate",
            description = "Give a token a new secret and show it once; the old one is refused from now on.",
            mixinStandardHelpOptions = true)
    int rotate(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--json", description = "Print JSON.") boolean json) {
        var zone = terminal.settings().get().access().zone();
        return with(running -> {
            var issued = running.tokens().rotate(name).orElseThrow(() -> unknown(name));
            running.adminAudit().record(WHO, "tokens rotate", name);
            show(issued, json, zone);
            return 0;
        });
    }

    @Command(
            name = "reset",
            description = "Forget every token: this machine is served without one again, and no other.",
            mixinStandardHelpOptions = true)
    int reset(@Option(names = "--yes", required = true, description = "Yes, all of them.") boolean yes) {
        return with(running -> {
            int count = running.tokens().reset();
            running.adminAudit().record(WHO, "tokens reset", count + " tokens");
            terminal.out().println(count + " tokens are forgotten; " + without(running.tokens()));
            return 0;
        });
    }

    private static String without(Tokens tokens) {
        return tokens.isLocked()
                ? "make one with ./bridge tokens create NAME, or ./bridge tokens reset --yes serves this machine without"
                : "the bridge serves this machine without one; ./bridge tokens create NAME makes one";
    }

    private static UsageException unknown(String name) {
        return new UsageException("no token is named " + name + "; ./bridge tokens list shows them");
    }

    private static Set<Scope> scopes(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(word -> Scope.of(word)
                        .orElseThrow(() ->
                                new UsageException("--scopes must be of images, video and admin, was '" + word + "'")))
                .collect(Collectors.toSet());
    }

    private static String preference(String name) {
        return Preference.named(name)
                .map(_ -> name.strip().toLowerCase(Locale.ROOT))
                .orElseThrow(() ->
                        new UsageException("--routing must be balanced, cheap, fast or faithful, was '" + name + "'"));
    }

    private static Optional<Integer> number(String option, Optional<Integer> given) {
        return given.map(value -> {
            if (value < 1) {
                throw new UsageException(option + " must be 1 or more, was " + value + "; leave it out for no limit");
            }
            return value;
        });
    }

    private static Optional<Money> dollars(String option, Optional<BigDecimal> given) {
        return given.map(value -> {
            if (value.signum() <= 0 || value.compareTo(new BigDecimal(1_000_000)) > 0) {
                throw new UsageException(option + " must be more than 0 and up to 1000000 dollars, was "
                        + value.toPlainString() + "; leave it out for no limit");
            }
            return Money.ofDollars(value);
        });
    }

    private void show(Issued issued, boolean json, ZoneId zone) {
        if (json) {
            var shown = json(issued.token());
            shown.put("token", issued.secret());
            terminal.out().println(shown.toPrettyString());
            return;
        }
        terminal.out().println(issued.secret());
        terminal.out().println();
        terminal.out()
                .println("  keep it: it is not shown again (./bridge tokens rotate "
                        + issued.token().name() + " makes another)");
        terminal.out().println("  " + line(issued.token(), zone));
        terminal.out().println("  SillyTavern: put it into Authentication (optional), or ?token=… behind the URL");
    }

    private static String line(Token token, ZoneId zone) {
        var parts = new ArrayList<String>();
        parts.add(token.name());
        parts.add(token.id());
        parts.add(words(token));
        var limits = token.limits();
        limits.perMinute().ifPresent(n -> parts.add(n + "/minute"));
        limits.perDay().ifPresent(n -> parts.add(n + "/day"));
        limits.atOnce().ifPresent(n -> parts.add(n + " at once"));
        limits.daily().ifPresent(money -> parts.add(money + "/day"));
        limits.total().ifPresent(money -> parts.add(money + " in all"));
        token.routing().ifPresent(parts::add);
        token.expires().ifPresent(at -> parts.add("expires " + at.atZone(zone).toOffsetDateTime()));
        parts.add(token.lastUsed().map(at -> "last used " + at).orElse("never used"));
        token.revoked().ifPresent(at -> parts.add("revoked " + at));
        if (token.revoked().isEmpty() && token.isExpired(Instant.now())) {
            parts.add("EXPIRED");
        }
        return String.join("  ", parts);
    }

    private static String words(Token token) {
        return token.scopes().stream().sorted().map(Scope::word).collect(Collectors.joining(","));
    }

    private static ObjectNode json(Token token) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("name", token.name());
        json.put("id", token.id());
        var scopes = json.putArray("scopes");
        token.scopes().stream().sorted().map(Scope::word).forEach(scopes::add);
        var limits = token.limits();
        limits.perMinute().ifPresent(n -> json.put("rpm", n));
        limits.perDay().ifPresent(n -> json.put("rpd", n));
        limits.atOnce().ifPresent(n -> json.put("max_concurrent", n));
        limits.daily().ifPresent(money -> json.put("daily_usd", BigDecimal.valueOf(money.micros(), 6)));
        limits.total().ifPresent(money -> json.put("total_usd", BigDecimal.valueOf(money.micros(), 6)));
        token.routing().ifPresent(name -> json.put("routing", name));
        json.put("created", token.created().toString());
        token.expires().ifPresent(at -> json.put("expires", at.toString()));
        token.revoked().ifPresent(at -> json.put("revoked", at.toString()));
        token.lastUsed().ifPresent(at -> json.put("last_used", at.toString()));
        json.put("good", token.isGood(Instant.now()));
        return json;
    }
}
