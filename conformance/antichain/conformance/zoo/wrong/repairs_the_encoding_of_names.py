"""Decodes a name from Latin-1 to UTF-8 wherever that is possible."""

from contextlib import suppress

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


def repaired(name: str) -> str:
    with suppress(UnicodeError):
        return name.encode("latin-1").decode("utf-8")
    return name


@wrong(
    breaks=("ID-DISTINCT",),
    history="one letter and its bytes as letters, each +1, merge",
    events=3,
    seen="guesses of encodings",
)
def target() -> ValueTarget:
    return renamed_counter(repaired)
