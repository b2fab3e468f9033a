package fluxlab.picture;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A map that forgets what was used longest ago, once its values weigh too much. Safe for any number of threads. */
final class Lru<K, V> {

    private final LinkedHashMap<K, V> values = new LinkedHashMap<>(64, 0.75f, true);
    private final long limit;
    private final ToLongFunction<V> weigher;
    private long weight;

    Lru(long limit, ToLongFunction<V> weigher) {
        this.limit = limit;
        this.weigher = weigher;
    }

    synchronized @Nullable V get(K key) {
        return values.get(key);
    }

    synchronized void put(K key, V value) {
        var old = values.put(key, value);
        weight += weigher.applyAsLong(value) - (old == null ? 0 : weigher.applyAsLong(old));
        Iterator<Map.Entry<K, V>> eldest = values.entrySet().iterator();
        while (weight > limit && values.size() > 1) {
            weight -= weigher.applyAsLong(eldest.next().getValue());
            eldest.remove();
        }
    }
}
