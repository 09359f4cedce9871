"""Checks: the expected answer of a request, and the rules that a wrong answer breaks."""
