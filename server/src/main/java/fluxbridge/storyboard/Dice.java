package fluxbridge.storyboard;

/** Repeatable random numbers (SplitMix64): the same seed throws the same numbers on every machine. */
final class Dice {

    private long state;

    Dice(long seed) {
        this.state = seed;
    }

    /** Dice for a text, such as an id. */
    static Dice of(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return new Dice(hash);
    }

    /** Dice of their own for one part of the picture, so that a change in one part leaves the others alone. */
    Dice fork(int part) {
        return new Dice(mix(state + part * 0x632be59bd9b4e019L));
    }

    long next() {
        state += 0x9e3779b97f4a7c15L;
        return mix(state);
    }

    /** 0 (inclusive) to 1 (exclusive). */
    double unit() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    double between(double low, double high) {
        return low + unit() * (high - low);
    }

    /** 0 to {@code bound} - 1. */
    int whole(int bound) {
        return (int) Math.floorMod(next(), (long) bound);
    }

    boolean chance(double probability) {
        return unit() < probability;
    }

    private static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
