"""Histories whose states travel as deltas: the bounds of what a reader holds, and the requests that play them."""

from antichain.conformance.cases.deltas.clock import ClockDeltaCompiler
from antichain.conformance.cases.deltas.counter import CounterDeltaCompiler
from antichain.conformance.cases.deltas.schedule import Regime, final_states, regime, regimes, suits

__all__ = ["ClockDeltaCompiler", "CounterDeltaCompiler", "Regime", "final_states", "regime", "regimes", "suits"]
