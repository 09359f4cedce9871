"""The checks of a request before a route sees it: hosts, origins, bodies, connections, and time."""
