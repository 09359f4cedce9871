"""The engine: a check of one target, from the first request to the report."""
