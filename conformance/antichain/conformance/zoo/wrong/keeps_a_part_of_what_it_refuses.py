"""Refuses a message beyond 1000, but keeps the entries that came before the one beyond the bound."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, add, counter, total


def merge(mine: Counts, theirs: Counts) -> None:
    for replica, count in theirs.items():
        larger = max(count, mine.get(replica, 0))
        if total({**mine, replica: larger}) > 1000:
            code = "overflow"
            raise Rejected(code)
        mine[replica] = larger


def increment(mine: Counts, replica: str, by: object) -> None:
    after = add(mine, replica, by)
    if total(after) > 1000:
        code = "overflow"
        raise Rejected(code)
    mine.update(after)


@wrong(breaks=("CNT-BIG",), history="A+1 A>p B<p B+999 C+1 B>w C<w, C reads", events=5)
def target() -> ValueTarget:
    return counter(options={"max": 1000, "overflow": "reject"}, increment=increment, merge=merge, copy=dict)
