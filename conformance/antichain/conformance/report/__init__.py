"""Reports: pure renderings of a result."""
