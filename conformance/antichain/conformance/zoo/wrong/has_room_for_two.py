"""Claims any number of replicas, but has room for two."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, add, counter, larger


def bounded(counts: Counts) -> Counts:
    return {replica: counts[replica] for replica in sorted(counts)[:2]}


@wrong(breaks=("CNT-UNION",), history="A+1 B+1 C+1, all tell one", events=5)
def target() -> ValueTarget:
    return counter(
        options={"entries": True},
        increment=lambda *arguments: bounded(add(*arguments)),
        merge=lambda x, y: bounded(larger(x, y)),
        entries=dict,
    )
