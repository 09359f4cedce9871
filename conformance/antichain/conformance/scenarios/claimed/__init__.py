"""Cases about what few targets claim: joins of messages, forgetting by age, interrupted receives, reused arguments."""
