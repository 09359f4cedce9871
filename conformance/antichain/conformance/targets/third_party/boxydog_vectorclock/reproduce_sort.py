"""Three clocks are sorted by the order of the library, from two orders of input."""

from functools import cmp_to_key

from vectorclock.vectorclock import VectorClock

x, y, z = VectorClock({"c": 1}), VectorClock({"b": 1}), VectorClock({"a": 1, "c": 1})
order = cmp_to_key(lambda left, right: left.compare(right, tiebreak=True))
sorts = [[str(clock) for clock in sorted(clocks, key=order)] for clocks in ([x, y, z], [z, y, x], [y, z, x])]
print("one order" if all(each == sorts[0] for each in sorts) else "several orders")
