"""Decodes HTML escapes in names."""

from html import unescape

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(
    breaks=("ID-DISTINCT",),
    history="&lt;+1 and the sign that it stands for +1, merge",
    events=3,
    seen="names that come from web pages",
)
def target() -> ValueTarget:
    return renamed_counter(unescape)
