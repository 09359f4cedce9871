"""Answers with numbers, words and texts of types other than int and str."""

from decimal import Decimal
from enum import Enum

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, order, version_vector


class Word(str, Enum):  # noqa: UP042 — unlike that of a StrEnum, its str() is not the word
    BEFORE = "before"
    AFTER = "after"
    EQUAL = "equal"
    CONCURRENT = "concurrent"


class Name(str):
    __slots__ = ()


@right
def target() -> ValueTarget:
    def entries(counts: Counts) -> dict[str, object]:
        return {Name(replica): Decimal(count) for replica, count in counts.items()}

    return version_vector(
        options={"entries": True, "digest": True},
        compare=lambda x, y: Word(order(x, y)),
        entries=entries,
        digest=lambda counts: Name(sorted(counts.items())),
    )
