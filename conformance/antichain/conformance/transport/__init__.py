"""Connections to a target: in this process, or as JSON lines to another process."""
