"""Checks its maximum in a merge of two replicas' counts, but not in a merge of three."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, add, counter, larger, total

_MOST = 10**6
_FEW = 2


def _add(counts: Counts, replica: str, by: object) -> Counts:
    return _within(add(counts, replica, by))


def _join(mine: Counts, theirs: Counts) -> Counts:
    joined = larger(mine, theirs)
    return joined if len(joined) > _FEW else _within(joined)


def _within(counts: Counts) -> Counts:
    if total(counts) > _MOST:
        code = "overflow"
        raise Rejected(code)
    return counts


@wrong(breaks=("CNT-BIG",), history="A+333333 B+333333 C+333335 A<B A<C", events=5)
def target() -> ValueTarget:
    return counter(options={"max": _MOST, "overflow": "reject"}, increment=_add, merge=_join)
