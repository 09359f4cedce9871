"""The reference implementation: clocks, counters, and the client of a replicated feed.

Each name is imported when it is first used. So a program that uses a clock does not load the packages of the feed.

>>> from antichain.impl import Clock, GCounter
>>> Clock({"A": 1}).tick("B")
Clock({'A': 1, 'B': 1})
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from antichain.impl.client import Feed, Refused
    from antichain.impl.crdt.clock import Clock, Order
    from antichain.impl.crdt.counter import GCounter, PNCounter

__all__ = ["Clock", "Feed", "GCounter", "Order", "PNCounter", "Refused"]

_MODULES = {
    "Clock": "antichain.impl.crdt.clock",
    "Feed": "antichain.impl.client",
    "GCounter": "antichain.impl.crdt.counter",
    "Order": "antichain.impl.crdt.clock",
    "PNCounter": "antichain.impl.crdt.counter",
    "Refused": "antichain.impl.client",
}


def __getattr__(name: str) -> object:
    """Return a public name, importing the module that defines it."""
    if name not in _MODULES:
        message = f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}"
        raise AttributeError(message)
    return getattr(import_module(_MODULES[name]), name)
