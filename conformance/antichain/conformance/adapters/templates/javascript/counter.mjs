// A stand-in for the library under test: a g-counter that counts to 2^53 - 1, where numbers of JavaScript are exact.

export const MAX = Number.MAX_SAFE_INTEGER;

/** Thrown by an update or a merge that the counter refuses; `code` is one of the protocol's. */
export class CounterError extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** One count for each replica; the total is their sum. */
export class Counter {
  counts;

  constructor(counts = []) {
    this.counts = new Map(counts);
  }

  increment(replica, by) {
    if (!Number.isInteger(by)) throw new CounterError("not-an-integer");
    if (by < 0) throw new CounterError("negative");
    this.#take(new Map(this.counts).set(replica, (this.counts.get(replica) ?? 0) + by));
  }

  merge(other) {
    const merged = new Map(this.counts);
    for (const [replica, count] of other.counts) merged.set(replica, Math.max(merged.get(replica) ?? 0, count));
    this.#take(merged);
  }

  value() {
    return sum(this.counts);
  }

  copy() {
    return new Counter(this.counts);
  }

  #take(counts) {
    if (sum(counts) > MAX) throw new CounterError("overflow");
    this.counts = counts;
  }
}

const sum = (counts) => [...counts.values()].reduce((total, count) => total + count, 0);
