"""Commands that check a target, and commands that use the results of a check."""
