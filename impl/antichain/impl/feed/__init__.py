"""The replicated feed: updates, their dots, and how replicas exchange them."""
