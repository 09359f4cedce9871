"""Is yours right? Targets, histories, rules and reports."""
