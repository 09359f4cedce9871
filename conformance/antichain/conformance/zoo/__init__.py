"""Implementations that are wrong on purpose, one real mistake each."""
