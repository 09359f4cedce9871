"""The theorems, one theory a module."""
