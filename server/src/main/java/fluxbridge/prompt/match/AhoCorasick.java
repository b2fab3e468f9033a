package fluxbridge.prompt.match;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Finds all of many patterns in one pass (Aho and Corasick, 1975), over code points.
 *
 * <p>Immutable. Building is linear in the length of the patterns, a search in that of the text and the number of hits.
 */
final class AhoCorasick {

    private static final int ROOT = 0;
    private static final int NONE = -1;

    private final Edges edges;
    private final int[] failure;
    /** Pattern that ends at a node, or {@link #NONE}. */
    private final int[] pattern;
    /** Nearest node on the failure path at which a shorter pattern ends, or {@link #ROOT}. */
    private final int[] shorter;

    /** Told about each occurrence. */
    interface Hits {
        /** @param end index after the last code point */
        void at(int pattern, int end);
    }

    /** @param patterns distinct and not empty; a pattern's number is its index */
    AhoCorasick(List<int[]> patterns) {
        var total = patterns.stream().mapToInt(cps -> cps.length).sum();
        edges = new Edges(total);
        pattern = new int[total + 1];
        Arrays.fill(pattern, NONE);
        var parent = new int[total + 1];
        var label = new int[total + 1];
        var depth = new int[total + 1];
        var nodes = 1;
        for (var number = 0; number < patterns.size(); number++) {
            var node = ROOT;
            for (var codePoint : patterns.get(number)) {
                var next = edges.get(node, codePoint);
                if (next == ROOT) {
                    next = nodes++;
                    edges.put(node, codePoint, next);
                    parent[next] = node;
                    label[next] = codePoint;
                    depth[next] = depth[node] + 1;
                }
                node = next;
            }
            pattern[node] = number;
        }
        failure = new int[nodes];
        shorter = new int[nodes];
        for (var node : byDepth(depth, nodes)) {
            failure[node] = depth[node] == 1 ? ROOT : step(failure[parent[node]], label[node]);
            shorter[node] = pattern[failure[node]] == NONE ? shorter[failure[node]] : failure[node];
        }
    }

    /** All nodes but the root, shallow ones first. */
    private static int[] byDepth(int[] depth, int nodes) {
        var deepest = Arrays.stream(depth, 0, nodes).max().orElse(0);
        var from = new int[deepest + 2];
        for (var node = 1; node < nodes; node++) {
            from[depth[node] + 1]++;
        }
        for (var level = 1; level < from.length; level++) {
            from[level] += from[level - 1];
        }
        var sorted = new int[nodes - 1];
        for (var node = 1; node < nodes; node++) {
            sorted[from[depth[node]]++] = node;
        }
        return sorted;
    }

    private int step(int from, int codePoint) {
        var node = from;
        while (true) {
            var next = edges.get(node, codePoint);
            if (next != ROOT || node == ROOT) {
                return next;
            }
            node = failure[node];
        }
    }

    /**
     * Reports all occurrences, overlapping ones too, by their end.
     *
     * @param worthwhile whether an occurrence may end at this index at all
     */
    void search(int[] text, IntPredicate worthwhile, Hits hits) {
        var node = ROOT;
        for (var at = 0; at < text.length; at++) {
            node = step(node, text[at]);
            var last = pattern[node] == NONE ? shorter[node] : node;
            if (last != ROOT && worthwhile.test(at + 1)) {
                for (; last != ROOT; last = shorter[last]) {
                    hits.at(pattern[last], at + 1);
                }
            }
        }
    }

    /** The trie's edges: an open-addressing table from (node, code point) to node. */
    private static final class Edges {

        private static final int CODE_POINT_BITS = 21;

        private final long[] keys;
        private final int[] targets;
        private final int mask;

        Edges(int count) {
            var capacity = Integer.highestOneBit(Math.max(8, count) * 2 - 1) * 2;
            keys = new long[capacity];
            targets = new int[capacity];
            mask = capacity - 1;
        }

        /** The target, or {@link #ROOT} when there is no such edge. */
        int get(int node, int codePoint) {
            return targets[slot(key(node, codePoint))];
        }

        void put(int node, int codePoint, int target) {
            var key = key(node, codePoint);
            var slot = slot(key);
            keys[slot] = key;
            targets[slot] = target;
        }

        private static long key(int node, int codePoint) {
            return ((long) node << CODE_POINT_BITS | codePoint) + 1; // 0 marks a free slot
        }

        private int slot(long key) {
            var hash = key * 0x9E3779B97F4A7C15L;
            var slot = (int) (hash >>> 32) & mask;
            while (keys[slot] != 0 && keys[slot] != key) {
                slot = (slot + 1) & mask;
            }
            return slot;
        }
    }
}
