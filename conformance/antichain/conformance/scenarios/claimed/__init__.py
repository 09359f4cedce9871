"""Scenarios for rare claims: joins of messages, forgetting by age, interrupted receives, reused arguments."""
