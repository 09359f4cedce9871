"""The command line, and the only place that may import every part."""

from antichain.conformance.commands.main import main

__all__ = ["main"]
