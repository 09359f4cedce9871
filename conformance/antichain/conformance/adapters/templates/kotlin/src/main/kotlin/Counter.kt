/** A stand-in for the library under test: a g-counter that counts to the largest Long. */
class Counter(val counts: Map<String, Long> = emptyMap()) {
    val value: Long get() = counts.values.fold(0L, Math::addExact)

    /** Throws IllegalArgumentException for a negative amount, ArithmeticException for a total beyond Long. */
    fun increment(replica: String, by: Long): Counter {
        require(by >= 0) { "a g-counter only grows" }
        Math.addExact(value, by)
        return Counter(counts + (replica to (counts[replica] ?: 0L) + by))
    }

    /** Throws ArithmeticException for a total beyond Long. */
    fun merge(other: Counter): Counter {
        val replicas = counts.keys + other.counts.keys
        val merged = Counter(replicas.associateWith { maxOf(counts[it] ?: 0L, other.counts[it] ?: 0L) })
        merged.value
        return merged
    }
}
