package fluxlab.journal;

import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the simulators saw: the last 2,000 requests in full, and counters without limit. Safe for any number of threads.
 */
public final class Journal {

    /** How many requests are kept. */
    public static final int KEPT = 2000;

    private final InstantSource clock;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private final Map<String, Counters> counters = new ConcurrentHashMap<>();
    private long lastNumber;

    public Journal(InstantSource clock) {
        this.clock = clock;
    }

    /** Opens the record of one request; end it with {@link #answered} or {@link #left}. */
    public Entry begin(
            String provider,
            String method,
            String path,
            Map<String, String> headers,
            @Nullable JsonNode body,
            boolean picture) {
        var shown = body == null ? null : Shortener.shorten(body);
        counters(provider).began(picture);
        synchronized (entries) {
            var entry = new Entry(++lastNumber, provider, method, path, headers, shown, clock.instant(), picture);
            if (entries.size() == KEPT) {
                entries.removeFirst();
            }
            entries.addLast(entry);
            return entry;
        }
    }

    public void called(Entry entry, String call, boolean submits) {
        entry.called(call);
        if (submits) {
            counters(entry.provider()).submitted();
        }
    }

    public void hit(Entry entry, String fault) {
        entry.hit(fault);
        counters(entry.provider()).hit();
    }

    /** The answer is about to be sent to its last byte. */
    public void answered(Entry entry, int status) {
        if (entry.answered(status, clock.instant())) {
            counters(entry.provider()).answered(entry.picture(), status);
        }
    }

    /** The client closed its connection before the answer was whole. */
    public void left(Entry entry) {
        if (entry.left(clock.instant())) {
            counters(entry.provider()).left(entry.picture());
        }
    }

    /** A generation starts (+1) or ends (−1). */
    public void working(String provider, int change) {
        counters(provider).working(change);
    }

    /** The provider charged {@code usd} for {@code pictures} pictures. */
    public void billed(String provider, BigDecimal usd, int pictures) {
        counters(provider).billed(usd, pictures);
    }

    /** The requests kept, oldest first. */
    public List<Entry> entries() {
        synchronized (entries) {
            return List.copyOf(entries);
        }
    }

    /** The requests of one provider that were kept, oldest first. */
    public List<Entry> entries(String provider) {
        return entries().stream()
                .filter(entry -> entry.provider().equals(provider))
                .toList();
    }

    /** The requests of one provider that made {@code call}, oldest first. */
    public List<Entry> entries(String provider, String call) {
        return entries(provider).stream()
                .filter(entry -> entry.calls().contains(call))
                .toList();
    }

    /** Counters of one provider; all zero if it was never asked. */
    public Stats stats(String provider) {
        return counters(provider).stats();
    }

    /** Counters of every provider that was asked, by id. */
    public Map<String, Stats> stats() {
        var all = new TreeMap<String, Stats>();
        counters.forEach((provider, counted) -> all.put(provider, counted.stats()));
        return all;
    }

    /** Forgets all requests and sets the counters back, but for what is open at this moment. */
    public void clear() {
        synchronized (entries) {
            entries.clear();
        }
        counters.values().forEach(Counters::reset);
    }

    private Counters counters(String provider) {
        return counters.computeIfAbsent(provider, _ -> new Counters());
    }
}
