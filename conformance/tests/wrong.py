"""Members of the zoo, and the parts of which they are made, under names that are short on a command line."""

from __future__ import annotations

from typing import Any

from antichain.conformance.keeper import members
from antichain.conformance.zoo.parts import (
    add,
    balance,
    counter,
    larger,
    larger_pairs,
    order,
    shift,
    tick,
    total,
    version_vector,
)

__all__ = ["add", "balance", "counter", "larger", "larger_pairs", "order", "shift", "tick", "total", "version_vector"]

_MEMBERS = members()


def sums() -> Any:  # noqa: ANN401 — what a member makes
    return _MEMBERS["adds_when_merging"]()


def accepts_negative_amounts() -> Any:  # noqa: ANN401 — what a member makes
    return _MEMBERS["accepts_negative_amounts"]()


def believes_in_order() -> Any:  # noqa: ANN401 — what a member makes
    return _MEMBERS["believes_its_only_peer"]()


def fails_at_repetition() -> Any:  # noqa: ANN401 — what a member makes
    return _MEMBERS["fails_at_repetition"]()


def looks_at_the_left_only() -> Any:  # noqa: ANN401 — what a member makes
    return _MEMBERS["looks_at_the_left_only"]()


def wraps() -> Any:  # noqa: ANN401 — what a member makes
    return _MEMBERS["wraps_at_31_bits"]()


def minds_zeros() -> Any:  # noqa: ANN401 — what a member makes
    return _MEMBERS["minds_zeros"]()


def aliases_messages() -> Any:  # noqa: ANN401 — what a member makes
    return _MEMBERS["aliases_messages"]()


def sorts_by_text() -> Any:  # noqa: ANN401 — what a member makes
    return _MEMBERS["sorts_entries_by_text"]()
