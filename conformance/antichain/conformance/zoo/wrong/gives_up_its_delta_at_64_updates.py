"""Empties its delta at the 65th update, and sends an empty delta instead of its state."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Logged, by_logs, log


def increment(mine: Logged, replica: str, by: object) -> Logged:
    mine = log(mine, replica, by)
    return mine._replace(new={}) if len(mine.new) > 64 else mine


@wrong(breaks=("DLT-EQUIV",), history="65 updates at A in one delta to B", events=66, seen="limits of delta buffers")
def target() -> ValueTarget:
    return by_logs(increment=increment)
