"""What is right: clocks, counters, causality, and the laws they obey, as pure values."""

from antichain.model.causality import CausalityGraph, Event
from antichain.model.clock import Clock, Order
from antichain.model.counter import GCounter, PNCounter

__all__ = ["CausalityGraph", "Clock", "Event", "GCounter", "Order", "PNCounter"]
