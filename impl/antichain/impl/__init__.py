"""The reference implementation: clocks and counters written for speed."""
