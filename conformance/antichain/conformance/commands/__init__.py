"""The command line. This is the only package that may import every part."""

from antichain.conformance.commands.cli import main

__all__ = ["main"]
