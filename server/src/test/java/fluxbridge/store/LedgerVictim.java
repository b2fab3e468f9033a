package fluxbridge.store;

import fluxbridge.config.MoneySettings;
import fluxbridge.config.StoreSettings;
import fluxbridge.domain.Caller;
import fluxbridge.domain.Money;
import fluxbridge.domain.ProviderId;
import fluxbridge.failure.GatewayException;
import fluxbridge.ledger.Allowances;
import fluxbridge.ledger.Ledger;
import fluxbridge.ledger.OpenAttempt;
import fluxbridge.ledger.Price;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * Bridges that die: a process with several ledgers, each in a folder of its own. Each first checks what the process before left behind, then
 * spends money until it reaches the point of the code where it is to end, and stands there. When all stand the process halts without a
 * farewell.
 */
final class LedgerVictim {

    private static final ProviderId VENDOR = new ProviderId("fal");
    private static final long MOST = 1_000;
    private static final long BUDGET = 1_000_000;

    /** Where a life ends, each in its turn. */
    static final List<String> POINTS = List.of(
            "start/written",
            "start/committed",
            "hold/written",
            "hold/committed",
            "open/written",
            "open/committed",
            "submit/before",
            "submit/sent",
            "submit/billed",
            "settle/written",
            "settle/committed",
            "fail/written",
            "fail/committed",
            "unknown/written",
            "unknown/committed",
            "close/written",
            "close/committed");

    private final Random random;
    private final Path bills;
    private final int run;
    private final CountDownLatch standing;
    private final String end;
    private int passes;
    private int refusals;
    private String step = "";

    private LedgerVictim(Path folder, long seed, int run, String end, CountDownLatch standing) {
        this.random = new Random(seed);
        this.bills = folder.resolve("bills");
        this.run = run;
        this.standing = standing;
        this.end = end;
        this.passes = random.nextInt(3);
    }

    /**
     * Arguments: the folder, the seed, which life this is, and how many ledgers. Every life begins ten minutes after the one before, and life -1
     * ends well.
     */
    public static void main(String... args) throws Exception {
        long seed = Long.parseLong(args[1]);
        int run = Integer.parseInt(args[2]);
        int ledgers = Integer.parseInt(args[3]);
        var standing = new CountDownLatch(ledgers);
        for (int i = 0; i < ledgers; i++) {
            var end = run < 0 ? "" : POINTS.get((run * ledgers + i) % POINTS.size());
            var folder = Files.createDirectories(Path.of(args[0], "ledger" + i));
            var victim = new LedgerVictim(folder, seed + i, run, end, standing);
            Thread.ofPlatform().start(() -> victim.liveOrTell(folder));
        }
        standing.await();
        System.out.flush();
        if (run < 0) {
            System.exit(0);
        }
        Runtime.getRuntime().halt(137);
    }

    private void liveOrTell(Path folder) {
        try {
            live(folder);
        } catch (Throwable e) {
            e.printStackTrace(System.out);
            System.out.flush();
            Runtime.getRuntime().halt(1);
        }
    }

    private void live(Path folder) throws IOException {
        var now = Instant.parse("2026-11-23T00:00:00Z").plus(Duration.ofMinutes(10L * run));
        var database = Database.open(new StoreSettings(folder, Optional.empty()));
        var store = new LedgerStore(database, this::point);
        var settings = new MoneySettings(
                Optional.of(new Money(BUDGET)), ZoneId.of("UTC"), Duration.ofHours(1), Optional.empty(), Map.of());
        int[] ids = {0};
        var ledger = new Ledger(
                store, settings, Allowances.NONE, "run " + run, () -> run + "-" + ids[0]++, () -> now, _ -> {});
        step = "start";
        ledger.start();
        new LedgerInspection(database).check(readBills());
        for (int i = 0; run >= 0 || i < 5; i++) {
            request(ledger, run + "-" + ids[0]);
        }
        standing.countDown();
    }

    private void request(Ledger ledger, String name) throws IOException {
        int calls = 1 + random.nextInt(2);
        step = "hold";
        try (var hold = ledger.hold(new Caller("c" + random.nextInt(2)), name, new Money(MOST))) {
            for (int i = 0; i < calls; i++) {
                call(ledger, name + "/" + i, hold);
            }
            step = "close";
        } catch (GatewayException _) {
            refusals++; // the budget of the day is spent: that is an end too
            if (refusals > 3) {
                stand("refused");
            }
        }
    }

    private void call(Ledger ledger, String id, fluxbridge.ledger.Hold hold) throws IOException {
        step = "open";
        var attempt = hold.open(VENDOR, id, new Price(new Money(MOST), "v1"));
        step = "submit";
        point("before");
        bill("submit " + id);
        point("sent");
        long cost = random.nextInt(4) == 0 ? 0 : 1 + random.nextLong(MOST);
        bill("billed " + id + " " + cost);
        point("billed");
        end(attempt, cost);
        if (random.nextBoolean()) {
            ledger.standing(); // waits for what was booked; else the next write takes it along
        }
    }

    private void end(OpenAttempt attempt, long cost) {
        switch (random.nextInt(4)) {
            case 0 -> {
                step = "unknown";
                attempt.unknown();
            }
            case 1 -> {
                step = "fail";
                attempt.failed(new Money(cost));
            }
            default -> {
                step = "settle";
                attempt.settled(new Money(cost));
            }
        }
    }

    private void bill(String line) throws IOException {
        Files.writeString(bills, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** What the vendor has seen: each call once. */
    private Map<String, Long> readBills() throws IOException {
        var billed = new HashMap<String, Long>();
        var submitted = new HashSet<String>();
        if (Files.exists(bills)) {
            for (var line : Files.readAllLines(bills)) {
                var words = line.split(" ", -1);
                if (words[0].equals("submit") && !submitted.add(words[1])) {
                    throw new IllegalStateException(words[1] + " was handed in twice");
                }
                billed.put(words[1], words.length > 2 ? Long.parseLong(words[2]) : 0L);
            }
        }
        return billed;
    }

    private void point(String name) {
        if (end.equals(step + "/" + name) && passes-- == 0) {
            stand(name);
        }
    }

    private void stand(String name) {
        System.out.println("halted at " + step + "/" + name);
        standing.countDown();
        while (true) {
            LockSupport.park();
        }
    }
}
