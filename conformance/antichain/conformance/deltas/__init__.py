"""Histories whose states travel as deltas: what a reader must hold, what it may hold, and how they are played."""

from antichain.conformance.deltas.counting import CountingDeltas
from antichain.conformance.deltas.ordering import OrderingDeltas
from antichain.conformance.deltas.regimes import Regime, regime, regimes, suits

__all__ = ["CountingDeltas", "OrderingDeltas", "Regime", "regime", "regimes", "suits"]
