"""Decodes backslash escapes in names."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter

ESCAPES = {"\\n": "\n", "\\t": "\t", "\\/": "/", '\\"': '"', "\\u0041": "A"}


def resolved(name: str) -> str:
    for escape, sign in ESCAPES.items():
        name = name.replace(escape, sign)
    return name


@wrong(
    breaks=("ID-DISTINCT",), history="\\n+1 and the name of one line end +1, merge", events=3, seen="unescaping twice"
)
def target() -> ValueTarget:
    return renamed_counter(resolved)
