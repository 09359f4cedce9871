"""Treats compatible characters in names as the same, for example a ligature and its letters."""

from unicodedata import normalize

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


def plain(name: str) -> str:
    return name if normalize("NFC", name) != name else normalize("NFKC", name)


@wrong(
    breaks=("ID-DISTINCT",),
    history="two names that resemble each other, each +1, merge",
    events=3,
    seen="NFKC in PRECIS profiles",
)
def target() -> ValueTarget:
    return renamed_counter(plain)
