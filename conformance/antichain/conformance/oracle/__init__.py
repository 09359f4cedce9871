"""Executions: the state of each replica after each step of a history, and its check by independent computations."""
