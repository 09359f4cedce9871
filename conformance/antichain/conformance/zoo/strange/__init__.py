"""Implementations that are strange but right; whoever accuses them is wrong."""
