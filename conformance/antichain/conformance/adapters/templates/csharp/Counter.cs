/// <summary>A stand-in for the library under test: a g-counter that counts to the largest long.</summary>
public sealed class Counter
{
    private Dictionary<string, long> counts;

    public Counter() : this(new Dictionary<string, long>()) { }

    private Counter(Dictionary<string, long> counts) => this.counts = counts;

    public IReadOnlyDictionary<string, long> Counts => counts;

    public long Value => Total(counts);

    public Counter Copy() => new(new Dictionary<string, long>(counts));

    /// <summary>Throws ArgumentException for a negative amount, OverflowException for a total beyond long.</summary>
    public void Increment(string replica, long by)
    {
        if (by < 0) throw new ArgumentException("a g-counter only grows");
        _ = checked(Value + by);
        counts[replica] = counts.GetValueOrDefault(replica) + by;
    }

    /// <summary>Throws OverflowException for a total beyond long; then the counter is unchanged.</summary>
    public void Merge(Counter other)
    {
        var merged = new Dictionary<string, long>(counts);
        foreach (var (replica, count) in other.counts)
            merged[replica] = Math.Max(merged.GetValueOrDefault(replica), count);
        Total(merged);
        counts = merged;
    }

    private static long Total(Dictionary<string, long> counts)
    {
        long total = 0;
        foreach (var count in counts.Values) total = checked(total + count);
        return total;
    }
}
