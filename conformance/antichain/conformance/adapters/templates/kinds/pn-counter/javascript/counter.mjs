// A stand-in for the library under test: a pn-counter, whose counts and total stay within 2^53 - 1.

export const MAX = Number.MAX_SAFE_INTEGER;

/** Thrown by an update that the counter refuses; `code` is "negative" or "not-an-integer". */
export class CounterError extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** Two counts for each replica: what it added, and what it took away. */
export class Counter {
  added;
  taken;

  constructor(added = [], taken = []) {
    this.added = new Map(added);
    this.taken = new Map(taken);
  }

  increment(replica, by) {
    grow(this.added, replica, by);
  }

  decrement(replica, by) {
    grow(this.taken, replica, by);
  }

  merge(other) {
    join(this.added, other.added);
    join(this.taken, other.taken);
  }

  /** The total, as a BigInt: the sum of the first few counts may exceed MAX, where the total does not. */
  value() {
    return sum(this.added) - sum(this.taken);
  }

  copy() {
    return new Counter(this.added, this.taken);
  }
}

const sum = (counts) => [...counts.values()].reduce((total, count) => total + BigInt(count), 0n);

function grow(counts, replica, by) {
  if (!Number.isInteger(by)) throw new CounterError("not-an-integer");
  if (by < 0) throw new CounterError("negative");
  counts.set(replica, (counts.get(replica) ?? 0) + by);
}

function join(mine, theirs) {
  for (const [replica, count] of theirs) mine.set(replica, Math.max(mine.get(replica) ?? 0, count));
}
