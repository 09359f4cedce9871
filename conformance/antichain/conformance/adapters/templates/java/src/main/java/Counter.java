import java.util.Map;
import java.util.TreeMap;

/** A stand-in for the library under test: a g-counter that counts to the largest long. */
final class Counter {
    private final Map<String, Long> counts;

    Counter() {
        this(Map.of());
    }

    private Counter(Map<String, Long> counts) {
        this.counts = new TreeMap<>(counts);
    }

    /** Throws IllegalArgumentException for a negative amount, ArithmeticException for a total beyond long. */
    void increment(String replica, long by) {
        if (by < 0) throw new IllegalArgumentException("a g-counter only grows");
        Math.addExact(value(), by);
        counts.merge(replica, by, Long::sum);
    }

    /** Throws ArithmeticException for a total beyond long; then the counter is unchanged. */
    void merge(Counter other) {
        Counter merged = copy();
        other.counts.forEach((replica, count) -> merged.counts.merge(replica, count, Math::max));
        merged.value();
        counts.putAll(merged.counts);
    }

    long value() {
        return counts.values().stream().reduce(0L, Math::addExact);
    }

    Counter copy() {
        return new Counter(counts);
    }

    Map<String, Long> counts() {
        return counts;
    }
}
