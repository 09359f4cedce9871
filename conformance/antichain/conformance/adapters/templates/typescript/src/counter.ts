// A stand-in for the library under test: a g-counter that counts to 2^53 - 1, where numbers of JavaScript are exact.

export const MAX = Number.MAX_SAFE_INTEGER;

/** Thrown by an update or a merge that the counter refuses. */
export class CounterError extends Error {
  constructor(readonly code: "negative" | "not-an-integer" | "overflow") {
    super(code);
  }
}

/** One count for each replica; the total is their sum. */
export class Counter {
  counts: ReadonlyMap<string, number>;

  constructor(counts: ReadonlyMap<string, number> = new Map()) {
    this.counts = counts;
  }

  increment(replica: string, by: number): void {
    if (!Number.isInteger(by)) throw new CounterError("not-an-integer");
    if (by < 0) throw new CounterError("negative");
    this.#take(new Map(this.counts).set(replica, (this.counts.get(replica) ?? 0) + by));
  }

  merge(other: Counter): void {
    const merged = new Map(this.counts);
    for (const [replica, count] of other.counts) merged.set(replica, Math.max(merged.get(replica) ?? 0, count));
    this.#take(merged);
  }

  value(): number {
    return sum(this.counts);
  }

  copy(): Counter {
    return new Counter(new Map(this.counts));
  }

  #take(counts: ReadonlyMap<string, number>): void {
    if (sum(counts) > MAX) throw new CounterError("overflow");
    this.counts = counts;
  }
}

const sum = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((total, count) => total + count, 0);
