"""A stand-in for the library under test: a version vector, which counts the updates of each replica."""


class Clock:
    """One count for each replica; a missing one is 0."""

    def __init__(self, counts=()):
        self.counts = dict(counts)

    def tick(self, replica):
        self.counts[replica] = self.counts.get(replica, 0) + 1

    def merge(self, other):
        for replica, count in other.counts.items():
            self.counts[replica] = max(self.counts.get(replica, 0), count)

    def knows(self, other):
        """Return whether every update that the other knows is known here."""
        return all(self.counts.get(replica, 0) >= count for replica, count in other.counts.items())
