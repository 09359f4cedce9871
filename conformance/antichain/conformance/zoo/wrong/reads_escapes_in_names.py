"""Decodes URL escapes in names, so an escaped name equals the unescaped one."""

from urllib.parse import unquote

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(breaks=("ID-DISTINCT",), history="%41+1 A+1 merge", events=3, seen="ids in the paths of web services")
def target() -> ValueTarget:
    return renamed_counter(unquote)
