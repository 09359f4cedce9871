"""The reference implementation: clocks and counters written for speed."""

from antichain.impl.clock import Clock, Order
from antichain.impl.counter import GCounter, PNCounter

__all__ = ["Clock", "GCounter", "Order", "PNCounter"]
