"""Drops the part of a name that is in brackets."""

import re

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(
    breaks=("ID-DISTINCT",), history="a[1] and a[2], each +1, one tells the other", events=3, seen="indexes and ports"
)
def target() -> ValueTarget:
    return renamed_counter(lambda name: re.sub(r"\[[^]]*\]", "", name))
