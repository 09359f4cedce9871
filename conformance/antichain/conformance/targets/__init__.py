"""Adapters of real libraries, and of our own reference, ready to be checked."""
