"""Counts to one and refuses more, with deltas and with states."""

from collections.abc import Callable

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, add, counter, larger, total


def bounded(change: Callable[..., Counts]) -> Callable[..., Counts]:
    def changed(*arguments: object) -> Counts:
        counts = change(*arguments)
        if total(counts) > 1:
            code = "overflow"
            raise Rejected(code)
        return counts

    return changed


@right
def target() -> ValueTarget:
    return counter(
        options={"max": 1, "overflow": "reject", "delta": "any-order"},
        increment=bounded(add),
        merge=bounded(larger),
        delta=lambda counts: (counts, counts),
    )
