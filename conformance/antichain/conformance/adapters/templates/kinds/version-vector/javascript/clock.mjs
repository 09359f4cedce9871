// A stand-in for the library under test: a version vector, which counts the updates of each replica.

export const MAX = Number.MAX_SAFE_INTEGER;

/** One count for each replica; a missing one is 0. */
export class Clock {
  counts;

  constructor(counts = []) {
    this.counts = new Map(counts);
  }

  tick(replica) {
    this.counts.set(replica, (this.counts.get(replica) ?? 0) + 1);
  }

  merge(other) {
    for (const [replica, count] of other.counts) {
      this.counts.set(replica, Math.max(this.counts.get(replica) ?? 0, count));
    }
  }

  /** Return whether every update that the other knows is known here. */
  knows(other) {
    return [...other.counts].every(([replica, count]) => (this.counts.get(replica) ?? 0) >= count);
  }

  copy() {
    return new Clock(this.counts);
  }
}
