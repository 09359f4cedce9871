"""Claims to count up to 1000, but refuses at 999."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, add, counter, total


def increment(counts: Counts, replica: str, by: object) -> Counts:
    after = add(counts, replica, by)
    if total(after) >= 1000:
        code = "overflow"
        raise Rejected(code)
    return after


@wrong(breaks=("CNT-BIG",), history="A+1000", events=1)
def target() -> ValueTarget:
    return counter(options={"max": 1000, "overflow": "reject"}, increment=increment)
