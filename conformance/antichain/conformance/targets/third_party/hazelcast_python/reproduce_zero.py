"""A clock with a timestamp of 0 is asked whether it is after the empty clock."""

from hazelcast.cluster import VectorClock

clock = VectorClock()
clock.set_replica_timestamp("a", 0)
print(clock.is_after(VectorClock()))
