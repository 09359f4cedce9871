"""The feed in SQLite: schema, writes, queries and snapshots."""
