"""The transition systems of the theorems: executions, clocks, counters and causal broadcast."""
