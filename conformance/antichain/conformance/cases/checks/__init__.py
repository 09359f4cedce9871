"""Checks: what an answer is held to, and the rules that a wrong answer breaks."""
