"""X: the clocks and counters that are shipped refine the model."""
