"""Implementations that are wrong on purpose, one real mistake each; in ``strange`` those that are odd, and right."""
