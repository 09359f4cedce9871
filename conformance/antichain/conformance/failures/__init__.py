"""Failures: they are confirmed, attributed, shrunk, grouped, kept and replayed."""
