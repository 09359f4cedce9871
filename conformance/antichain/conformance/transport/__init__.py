"""How requests reach a target: in this process, or as JSON lines to another."""
