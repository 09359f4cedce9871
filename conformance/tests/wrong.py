"""Members of the zoo, and the parts of which they are made, under names that are short on a command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.zoo import (
    accepts_negative_amounts as _negative,
)
from antichain.conformance.zoo import (
    adds_when_merging as _adding,
)
from antichain.conformance.zoo import (
    believes_its_only_peer as _believing,
)
from antichain.conformance.zoo import (
    fails_at_repetition as _failing,
)
from antichain.conformance.zoo import (
    looks_at_the_left_only as _looking,
)
from antichain.conformance.zoo import (
    wraps_at_31_bits as _wrapping,
)
from antichain.conformance.zoo.parts import add, balance, counter, larger, larger_pairs, order, shift, tick, total

if TYPE_CHECKING:
    from antichain.conformance.values import Values

__all__ = ["add", "balance", "counter", "larger", "larger_pairs", "order", "shift", "tick", "total"]


def sums() -> Values:
    made: Values = _adding.target()
    return made


def accepts_negative_amounts() -> Values:
    made: Values = _negative.target()
    return made


def believes_in_order() -> Values:
    made: Values = _believing.target()
    return made


def fails_at_repetition() -> Values:
    made: Values = _failing.target()
    return made


def looks_at_the_left_only() -> Values:
    made: Values = _looking.target()
    return made


def wraps() -> Values:
    made: Values = _wrapping.target()
    return made
