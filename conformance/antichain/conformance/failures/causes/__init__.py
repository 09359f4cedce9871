"""Causes of failures: the features that a failure needs, and the failures that follow from it."""
