"""A counter is merged twice with the same state of another one, which counted one."""

from link.crdt.counter import Counter

a, b = Counter(), Counter()
b.increment(1)
a = Counter.merge(a, b)
a = Counter.merge(a, b)
print(a.current)
