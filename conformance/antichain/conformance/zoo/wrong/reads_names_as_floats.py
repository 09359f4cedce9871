"""Treats names as the same if they are the same number, with a point or an exponent too."""

from contextlib import suppress

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


def named(name: str) -> str:
    plain = name.isascii() and "_" not in name and name[:1].isdigit() and name[:2] not in {"0", "00", "01"}
    with suppress(ValueError):
        return repr(float(name)) if (plain and not name.isdigit()) or name == "1000" else name
    return name


@wrong(breaks=("ID-DISTINCT",), history="1e3+1 1000+1 merge", events=3, seen="spreadsheets and YAML")
def target() -> ValueTarget:
    return renamed_counter(named)
