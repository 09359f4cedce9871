"""Keeps only the latest fifty updates for its next delta."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Logged, Updates, by_logs


def delta(mine: Logged) -> tuple[Updates, Logged]:
    return dict(list(mine.new.items())[-50:]), mine._replace(new={})


@wrong(breaks=("DLT-EQUIV",), history="51 updates at A in one delta to B", events=52, seen="buffers of a fixed size")
def target() -> ValueTarget:
    return by_logs(delta=delta)
