"""What a failure is about: the features that it needs, and the failures that follow from it."""
