"""Implementations that are wrong on purpose, one mistake a module."""
