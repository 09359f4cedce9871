"""The logic in which theorems are stated: terms, finite structures, transition systems and obligations."""
