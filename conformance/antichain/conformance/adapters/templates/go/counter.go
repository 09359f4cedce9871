package main

// A stand-in for the library under test: a g-counter that counts to the largest int64.

import (
	"errors"
	"math"
)

var (
	errNegative = errors.New("a g-counter only grows")
	errOverflow = errors.New("the total is beyond int64")
)

// Counter has one count for each replica; the total is their sum.
type Counter map[string]int64

// Increment returns the counter after an update of one replica.
func (counts Counter) Increment(replica string, by int64) (Counter, error) {
	if by < 0 {
		return nil, errNegative
	}
	if by > math.MaxInt64-counts.Value() {
		return nil, errOverflow
	}
	return counts.Merge(Counter{replica: counts[replica] + by})
}

// Merge returns the larger of both counts of each replica.
func (counts Counter) Merge(theirs Counter) (Counter, error) {
	merged, total := Counter{}, int64(0)
	for replica, count := range counts {
		merged[replica] = max(count, theirs[replica])
	}
	for replica, count := range theirs {
		merged[replica] = max(count, counts[replica])
	}
	for _, count := range merged {
		if count > math.MaxInt64-total {
			return nil, errOverflow
		}
		total += count
	}
	return merged, nil
}

// Value returns the total.
func (counts Counter) Value() int64 {
	total := int64(0)
	for _, count := range counts {
		total += count
	}
	return total
}
