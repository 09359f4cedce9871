"""Lets a name end where its first zero byte is."""

from antichain.conformance.values import Values
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(breaks=("ID-DISTINCT",), history="two names with one beginning, each +1, merge", events=3, seen="strings of C")
def target() -> Values:
    return renamed_counter(lambda name: name.partition("\0")[0])
