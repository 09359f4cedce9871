"""Two replicas of one counter each count one; then the first receives the update of the second."""

from crdts import Counter, ScalarClock

a, b = (Counter(clock=ScalarClock(uuid=b"one counter")) for _ in range(2))
a.increase(1)
a.update(b.increase(1))
print(a.read())
