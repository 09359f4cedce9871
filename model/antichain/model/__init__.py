"""The model: clocks, counters, causality, and their laws, as pure values.

Each name is imported when it is first used.

>>> from antichain.model import Clock, compare, join, tick
>>> x, y = tick(Clock(), "A"), tick(Clock(), "B")
>>> compare(x, y), compare(x, join(x, y))
(<Order.CONCURRENT: 'concurrent'>, <Order.BEFORE: 'before'>)

Every implementation must obey the laws, and a causality graph decides which event happened before which:

>>> from antichain.model import LAWS, CausalityGraph, Event
>>> LAWS["join_is_least"].statement
'x ≤ z ∧ y ≤ z ⇒ x ⊔ y ≤ z'
>>> CausalityGraph([Event("A"), Event("B", of=1)]).happens_before(1, 2)
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from antichain.model.causality import CausalityGraph, Event
    from antichain.model.clock import Clock, Order, compare, delta, dots, join, leq, meet, receive, tick
    from antichain.model.counter import GCounter, PNCounter
    from antichain.model.laws import LAWS

__all__ = [
    "LAWS",
    "CausalityGraph",
    "Clock",
    "Event",
    "GCounter",
    "Order",
    "PNCounter",
    "compare",
    "delta",
    "dots",
    "join",
    "leq",
    "meet",
    "receive",
    "tick",
]

_MODULES = {
    "LAWS": "laws",
    "CausalityGraph": "causality",
    "Clock": "clock",
    "Event": "causality",
    "GCounter": "counter",
    "Order": "clock",
    "PNCounter": "counter",
    "compare": "clock",
    "delta": "clock",
    "dots": "clock",
    "join": "clock",
    "leq": "clock",
    "meet": "clock",
    "receive": "clock",
    "tick": "clock",
}


def __getattr__(name: str) -> object:
    """Return a public name, importing the module that defines it.

    Raises:
        AttributeError: the name is not public.

    """
    if name not in _MODULES:
        message = f"module {__name__!r} has no attribute {name!r}; public names are {', '.join(__all__)}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
