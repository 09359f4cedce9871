"""The engine: a check of one target, from the first question to the report."""
