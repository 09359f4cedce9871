package main

// A stand-in for the library under test: a pn-counter, whose counts and total stay within int64.

import "errors"

var errNegative = errors.New("the amount is below 0")

// Counter has two counts for each replica: what it added, and what it took away.
type Counter map[string][2]int64

// Increment returns the counter after an addition of one replica.
func (counts Counter) Increment(replica string, by int64) (Counter, error) {
	return counts.grown(replica, 0, by)
}

// Decrement returns the counter after a subtraction of one replica.
func (counts Counter) Decrement(replica string, by int64) (Counter, error) {
	return counts.grown(replica, 1, by)
}

func (counts Counter) grown(replica string, side int, by int64) (Counter, error) {
	if by < 0 {
		return nil, errNegative
	}
	pair := counts[replica]
	pair[side] += by
	return counts.Merge(Counter{replica: pair}), nil
}

// Merge returns the larger of both counts of each replica.
func (counts Counter) Merge(theirs Counter) Counter {
	merged := Counter{}
	for _, each := range []Counter{counts, theirs} {
		for replica, pair := range each {
			known := merged[replica]
			merged[replica] = [2]int64{max(pair[0], known[0]), max(pair[1], known[1])}
		}
	}
	return merged
}

// Value returns the total; sums that wrap around on the way do not change it.
func (counts Counter) Value() int64 {
	total := int64(0)
	for _, pair := range counts {
		total += pair[0] - pair[1]
	}
	return total
}
