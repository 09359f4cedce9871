"""Implementations that are wrong on purpose, with one mistake each; ``strange`` has unusual ones that are right."""
