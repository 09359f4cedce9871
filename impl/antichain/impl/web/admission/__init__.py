"""Checks of a request before its route: hosts, origins, bodies, connections, and time."""
