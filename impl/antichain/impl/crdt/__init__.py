"""Clocks and counters as values, and their encoding."""
