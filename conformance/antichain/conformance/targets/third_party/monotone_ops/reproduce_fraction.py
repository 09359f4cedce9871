"""A counter of events is incremented by a half."""

from monotone_ops.crdt import GCounter

print(GCounter({}).increment("a", 0.5).value)
