"""Drops every entry without news for a year, also its own, and counts from 1 again."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.strange.forgets_what_is_old import aging


@wrong(breaks=("MEM-AGE",), history="A ticks, B<A, B ticks, ten years, B ticks", events=4, seen="pruning by age")
def target() -> ValueTarget:
    return aging(lambda _entry, _replica: False)
