"""Two replicas of one counter each take one away; then the first receives the update of the second."""

from crdts import PNCounter, ScalarClock

a, b = (PNCounter(clock=ScalarClock(uuid=b"one counter")) for _ in range(2))
a.decrease(1)
a.update(b.decrease(1))
print(a.read())
