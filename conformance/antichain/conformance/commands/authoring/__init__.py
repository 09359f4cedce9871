"""Commands for authors of adapters: a new adapter, its mistakes, and the network that a target needs."""
