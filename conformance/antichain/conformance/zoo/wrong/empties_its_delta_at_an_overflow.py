"""Forgets its unsent updates when it refuses an update beyond 1000."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, add, by_deltas, larger, total

Held = dict[str, Counts]


def increment(mine: Held, replica: str, by: object) -> None:
    after = add(mine["counts"], replica, by)
    if total(after) > 1000:
        mine["new"] = {}
        code = "overflow"
        raise Rejected(code)
    mine["counts"] = after
    mine["new"] = {**mine["new"], replica: after[replica]}


def merge(mine: Held, theirs: Held) -> None:
    after = larger(mine["counts"], theirs["counts"])
    if total(after) > 1000:
        code = "overflow"
        raise Rejected(code)
    mine["counts"] = after


@wrong(breaks=("CNT-BIG",), history="A+1, A+1000 is refused, A>d B<d, B reads", events=3)
def target() -> ValueTarget:
    return by_deltas(
        options={"max": 1000, "overflow": "reject"},
        new=lambda _: {"counts": {}, "new": {}},
        increment=increment,
        merge=merge,
        value=lambda mine: total(mine["counts"]),
        entries=None,
        delta=lambda mine: ({"counts": mine["new"], "new": {}}, {**mine, "new": {}}),
        copy=dict,
    )
