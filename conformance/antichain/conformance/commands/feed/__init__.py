"""Commands that run the replicated feed as servers."""
