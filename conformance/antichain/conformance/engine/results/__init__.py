"""The results of a check as a file of JSON lines: its format, its schema, and how it is written and read."""
