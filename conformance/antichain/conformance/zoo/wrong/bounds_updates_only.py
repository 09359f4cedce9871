"""Checks its maximum at updates, but not at receives."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, add, counter, total

BOUND = 1000


def increment(counts: Counts, replica: str, by: object) -> Counts:
    if total(add(counts, replica, by)) > BOUND:
        code = "overflow"
        raise Rejected(code)
    return add(counts, replica, by)


@wrong(breaks=("CNT-BIG",), history="A+500 B+501 A>m B<m", events=3)
def target() -> ValueTarget:
    return counter(options={"max": BOUND, "overflow": "reject"}, increment=increment)
