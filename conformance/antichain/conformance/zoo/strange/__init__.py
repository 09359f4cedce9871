"""Implementations that are unusual but right: the harness must accuse none of them."""
