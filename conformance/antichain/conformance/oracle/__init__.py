"""Executions: what is true after each step of a history, and whether independent computations agree on it."""
