"""A stand-in for the library under test: a pn-counter that counts to any size."""


class NegativeError(ValueError):
    """An amount below 0."""


class FractionError(ValueError):
    """An amount that is not a whole number."""


class Counter:
    """Two counts for each replica: what it added, and what it took away."""

    def __init__(self, added=(), taken=()):
        self.added, self.taken = dict(added), dict(taken)

    def increment(self, replica, by):
        grow(self.added, replica, by)

    def decrement(self, replica, by):
        grow(self.taken, replica, by)

    def merge(self, other):
        for mine, theirs in ((self.added, other.added), (self.taken, other.taken)):
            for replica, count in theirs.items():
                mine[replica] = max(mine.get(replica, 0), count)

    def value(self):
        return sum(self.added.values()) - sum(self.taken.values())

    def copy(self):
        return Counter(self.added, self.taken)


def grow(counts, replica, by):
    if not isinstance(by, int):
        raise FractionError
    if by < 0:
        raise NegativeError
    counts[replica] = counts.get(replica, 0) + by
