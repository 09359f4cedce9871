"""The phases of a check: each yields the cases of one kind, and runs them."""
