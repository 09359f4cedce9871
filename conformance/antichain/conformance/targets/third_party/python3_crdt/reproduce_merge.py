"""Each of two replicas adds its node, and counts one; then the first merges the second."""

from py3crdt.gcounter import GCounter

a, b = GCounter("a"), GCounter("b")
a.add_new_node("a")
b.add_new_node("b")
a.inc("a")
b.inc("b")
a.merge(b)
print(a.query())
