"""A stand-in for the library under test: a g-counter that counts to any size."""


class NegativeError(ValueError):
    """A g-counter only grows."""


class FractionError(ValueError):
    """A g-counter counts whole things."""


class Counter:
    """One count for each replica; the total is their sum."""

    def __init__(self, counts=()):
        self.counts = dict(counts)

    def increment(self, replica, by):
        if not isinstance(by, int):
            raise FractionError
        if by < 0:
            raise NegativeError
        self.counts[replica] = self.counts.get(replica, 0) + by

    def merge(self, other):
        for replica, count in other.counts.items():
            self.counts[replica] = max(self.counts.get(replica, 0), count)

    def value(self):
        return sum(self.counts.values())
