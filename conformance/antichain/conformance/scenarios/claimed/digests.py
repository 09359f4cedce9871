"""Scenarios about digests of states that are easily confused: counts that differ by 2^n, and names beside counts.

A digest may keep a part of each count, or join names and counts without a separator, so that A11 is 11 updates of A
and 1 update of A1.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from antichain.conformance.cases.case import Case, DirectedCase
from antichain.conformance.cases.checks.base import Check, OneOf
from antichain.conformance.cases.script import ScriptBuilder
from antichain.conformance.histories.replica_names import plain
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Kind
from antichain.conformance.scenarios.state_order import Differs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["probes"]

_WIDTHS = (4, 7, 8, 10, 14, 15, 16, 20, 24, 31, 32, 33, 48, 53, 63, 64)
"""The bits of counts; the counts 1 and 1 + 2^n are equal in their lowest n bits."""
_TEXT = Check(expected=OneOf("a text", lambda answer: isinstance(answer, str)))
_SEPARATORS = ((":", ","), ("=", ","), (":", ";"), ("=", ";"), ("=", "&"), ("-", "-"), (":", "|"), (",", ";"))
"""Signs between a name and its count, and between two entries."""
_FIRST, _SECOND = 1, 2
"""The counts of two entries that one long name may be confused with."""


def probes(claim: Claim) -> Iterator[Case]:
    """Yield the scenarios about digests, if the target claims them."""
    options = claim.options
    if not (options.digest and options.history) or claim.kind is Kind.VECTOR_CLOCK:
        return
    if not claim.kind.is_clock and options.amounts != "one":
        yield from (_of_width(claim, width) for width in _WIDTHS if 1 + 2**width <= (options.limit or inf))
    yield from _of_names(claim)


def _of_width(claim: Claim, width: int) -> Case:
    """The digest of a replica differs after an update that does not change the lowest bits of its count."""
    (name,) = plain(claim.options, 1)
    builder = ScriptBuilder(claim, (name,))
    builder.request(requests.Increment(name, 1))
    seen = [builder.request(requests.Digest(name), _TEXT)]
    builder.request(requests.Increment(name, 2**width))
    _differing(builder, name, seen, f"its updates sum to {1 + 2**width}, and summed to 1 before")
    return DirectedCase("digests of counts", builder.script())


def _of_names(claim: Claim) -> Iterator[Case]:
    """Yield pairs of states whose names and counts make the same text in some notations."""
    options, pairs = claim.options, list[tuple[dict[str, int], dict[str, int]]]()
    if options.ids == "integer":
        pairs = [({"1": 11}, {"11": 1})]
    elif options.takes_texts:
        joined = (f"A{of_count}{_FIRST}{between}B" for of_count, between in _SEPARATORS)
        pairs = [({"A": 11}, {"A1": 1}), *(({"A": _FIRST, "B": _SECOND}, {name: _SECOND}) for name in joined)]
    for left, right in pairs:
        if len(left) + len(right) <= (options.replicas or inf) and sum(left.values()) <= (options.limit or inf):
            yield _apart(claim, left, right)


def _apart(claim: Claim, left: dict[str, int], right: dict[str, int]) -> Case:
    """Two replicas know these counts, and their digests must differ."""
    builder = ScriptBuilder(claim, (*left, *right))
    one, *rest = left
    for name, count in {**left, **right}.items():
        _update(builder, name, count)
    for other in rest:
        builder.export(requests.Send(other, "m"))
        builder.request(requests.Receive(one, "m"))
    (other,) = right
    seen = [builder.request(requests.Digest(one), _TEXT)]
    _differing(builder, other, seen, f"{one} knows {left}, and {other} knows {right}")
    return DirectedCase("digests of names beside counts", builder.script())


def _update(builder: ScriptBuilder, name: str, count: int) -> None:
    for _ in range(count):
        builder.request(requests.Tick(name) if builder.kind.is_clock else requests.Increment(name, 1))


def _differing(builder: ScriptBuilder, name: str, seen: Sequence[int], reason: str) -> int:
    """Ask for a digest that must differ from those at these places, and return its place."""
    check = Differs(covers=("LIB-DIGEST",), others=tuple(seen), reason=reason)
    return builder.request(requests.Digest(name), check)
