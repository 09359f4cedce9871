package main

// A stand-in for the library under test: a version vector, which counts the updates of each replica.

// Clock has one count for each replica; a missing one is 0.
type Clock map[string]int64

// Tick returns the clock after an update of one replica.
func (counts Clock) Tick(replica string) Clock {
	return counts.Merge(Clock{replica: counts[replica] + 1})
}

// Merge returns the larger of both counts of each replica.
func (counts Clock) Merge(theirs Clock) Clock {
	merged := Clock{}
	for _, each := range []Clock{counts, theirs} {
		for replica, count := range each {
			merged[replica] = max(count, merged[replica])
		}
	}
	return merged
}

// Knows returns whether every update that the other knows is known here.
func (counts Clock) Knows(other Clock) bool {
	for replica, count := range other {
		if counts[replica] < count {
			return false
		}
	}
	return true
}
