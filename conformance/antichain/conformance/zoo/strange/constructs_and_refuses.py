"""Refuses a total beyond 1000, in updates, merges and constructed states."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, add, counter, larger, total


def bounded(counts: Counts) -> Counts:
    if total(counts) > 1000:
        code = "overflow"
        raise Rejected(code)
    return counts


@right
def target() -> ValueTarget:
    return counter(
        options={"max": 1000, "overflow": "reject", "construct": True},
        increment=lambda *arguments: bounded(add(*arguments)),
        merge=lambda x, y: bounded(larger(x, y)),
        construct=lambda entries: bounded(dict(entries)),
    )
