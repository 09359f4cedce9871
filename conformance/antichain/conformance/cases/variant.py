"""Variants of a history: names, amounts, reads between events, bytes, and deltas.

If a failure occurs in one variant but not in a simpler one, the feature that differs is the cause. So a variant yields
its simplifications.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from antichain.conformance.histories.replica_names import order_sensitive, plain
from antichain.conformance.protocol.claims import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from antichain.conformance.oracle.execution import Execution
    from antichain.conformance.protocol.claims import Claim, Options

__all__ = [
    "ORDINARY",
    "Variant",
    "busy",
    "default_variant",
    "distinct",
    "illegal_update",
    "increments_alone",
    "ordinary",
    "signed",
    "with_amounts_up_to",
]

ORDINARY = 100
"""The largest amount that is not a large one: a byte holds two of them."""


@dataclass(frozen=True, slots=True)
class Variant:
    """The names of the replicas in the order of their first events, the amounts of the events, and the features."""

    names: tuple[str, ...]
    amounts: tuple[int, ...]
    recoded: bool = False
    watched: bool = True
    pairs: tuple[tuple[int, int], ...] | None = None
    """The pairs of events to compare, where all would be too many."""
    delta: tuple[bool, ...] = ()
    """Whether each event sends a delta instead of its state; if empty, only states travel."""
    whole: tuple[int, ...] = ()
    """The receives of the full state of an event that also sends a delta."""
    refusals: tuple[int, ...] = ()
    """The events that are followed by an update that the replica must refuse."""
    fraction: bool = False
    """Whether the amounts of those updates are fractions, and not negative."""
    inspected: bool = False
    """Whether a replica's entries are read right before each of its events."""
    stamped: bool = False
    """Whether stamps travel instead of sent states."""

    @staticmethod
    def plain(execution: Execution, options: Options) -> Variant:
        """Return the plainest variant: plain names, amounts of 1, watched."""
        return Variant(plain(options, len(execution.replicas)), (1,) * len(execution.events))

    def simplifications(self, claim: Claim) -> Iterator[tuple[str, Variant]]:
        """Yield each feature that this variant adds to the plain one: its rule, and the variant without it.

        The rule is empty if no rule is about the feature alone.
        """
        names = plain(claim.options, len(self.names))
        special = not set(self.names) <= set(names)
        large = not claim.kind.is_clock and max(map(abs, self.amounts), default=1) > ORDINARY
        if self.recoded:
            sorted_ = any(len(set(group) & set(self.names)) > 1 for group in order_sensitive(claim.options))
            rule = "WIRE-ORDER" if sorted_ else "WIRE-BIG" if large else "WIRE-ROUND"
            yield rule, replace(self, recoded=False)
        if special:
            yield "ID-DISTINCT", replace(self, names=names)
        if large:
            for amounts in ordinary(self.amounts):
                yield "CNT-BIG", replace(self, amounts=amounts)
        if self.refusals:
            _, rule = illegal_update(claim, fraction=self.fraction) or (0, "")
            yield rule, replace(self, refusals=())
        if self.inspected:
            yield "MSG-PURE", replace(self, inspected=False)
        if self.stamped:
            yield "", replace(self, stamped=False)


def illegal_update(claim: Claim, *, fraction: bool = False) -> tuple[float, str] | None:
    """Return an amount that must be refused, with its rule; None if every amount is legal.

    With ``fraction`` it is a fraction, unless the target accepts them.

    >>> from antichain.conformance.protocol.claims import Claim, Kind, Options
    >>> illegal_update(Claim(Kind.G_COUNTER, Options()))
    (-1, 'CNT-NEGATIVE')
    """
    if claim.kind.is_clock or claim.options.amounts == "one":
        return None
    if fraction and claim.options.fractions == "reject":
        return 0.5, "CNT-INTEGER"
    if claim.options.negative == "reject" or claim.kind is Kind.G_COUNTER:
        return -1, "CNT-NEGATIVE"
    return (0.5, "CNT-INTEGER") if claim.options.fractions == "reject" else None


def busy(variant: Variant, execution: Execution, claim: Claim) -> Variant:
    """Return a variant with refused updates, reads of entries, and stamps that travel between the events.

    If none of these is possible, it is the given variant.
    """
    events = range(1, len(execution.events) + 1)
    refusals = tuple(events) if illegal_update(claim) and not execution.fault_steps else ()
    return replace(
        variant,
        refusals=refusals,
        inspected=claim.options.entries,
        stamped=claim.kind is Kind.VERSION_VECTOR and not variant.delta,
    )


def default_variant(execution: Execution, claim: Claim) -> Variant:
    """Return the plain variant of a history: amounts of 1, in turn added and subtracted on a pn-counter."""
    return signed(Variant.plain(execution, claim.options), execution, claim.kind, 1)


def signed(variant: Variant, execution: Execution, kind: Kind, sign: int) -> Variant:
    """Return a variant with increments and decrements in turn on a pn-counter; ``sign`` is that of the first."""
    if kind is not Kind.PN_COUNTER:
        return variant
    signs = []
    for event, by in zip(execution.events, variant.amounts, strict=True):
        signs.append(sign * abs(by))
        sign = -sign if event.is_update else sign
    return replace(variant, amounts=tuple(signs))


def increments_alone(variant: Variant) -> Variant:
    """Return the variant without decrements."""
    return replace(variant, amounts=tuple(map(abs, variant.amounts)))


def ordinary(amounts: Sequence[int]) -> Sequence[tuple[int, ...]]:
    """Return signed amounts without large ones: all 1, numbered in order, and reduced to the largest ordinary one.

    >>> ordinary((2**31, -(2**53), 0, 2**31))
    ((1, -1, 0, 1), (1, -2, 0, 1), (100, -100, 0, 100))
    """
    number = {size: n for n, size in enumerate(sorted({abs(by) for by in amounts if by}), 1)}
    numbered = tuple(number[abs(by)] * (1 if by > 0 else -1) if by else 0 for by in amounts)
    return with_amounts_up_to(1, amounts), numbered, with_amounts_up_to(ORDINARY, amounts)


def with_amounts_up_to(most: int, amounts: Sequence[int]) -> tuple[int, ...]:
    """Return signed amounts of which those of a larger magnitude are reduced to ``most``.

    >>> with_amounts_up_to(100, (1, -(2**53), 0))
    (1, -100, 0)
    """
    return tuple(max(-most, min(by, most)) for by in amounts)


def distinct(variant: Variant, claim: Claim) -> Variant:
    """Return a variant whose amounts differ, so that a wrong total shows which update is wrong."""
    amounts = tuple(by << n for n, by in enumerate(reversed(variant.amounts)))[::-1]
    if claim.kind.is_clock or claim.options.amounts == "one":
        return variant
    if claim.options.limit is not None and sum(map(abs, amounts)) > claim.options.limit:
        return variant
    return replace(variant, amounts=amounts)
