"""Refuses amounts that a double would round."""

from collections.abc import Callable

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, add, counter, larger, total

EXACT = 2**53 - 1


def bounded(change: Callable[..., Counts]) -> Callable[..., Counts]:
    def changed(*arguments: object) -> Counts:
        counts = change(*arguments)
        if total(counts) > EXACT:
            code = "overflow"
            raise Rejected(code)
        return counts

    return changed


@right
def target() -> ValueTarget:
    return counter(options={"max": str(EXACT), "overflow": "reject"}, increment=bounded(add), merge=bounded(larger))
