"""Drops byte order marks and zero-width characters from both ends of a name."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(
    breaks=("ID-DISTINCT",), history="two names that look alike, each +1, merge", events=3, seen="ids read from files"
)
def target() -> ValueTarget:
    return renamed_counter(lambda name: name.strip("\ufeff\u200b\u200c\u200d\u2060") or name)
