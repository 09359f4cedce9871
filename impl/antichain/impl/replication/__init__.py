"""Replication between servers: peers, links, authentication and back-off."""
