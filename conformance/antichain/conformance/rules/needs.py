"""The needs of rules: conditions on a claim, each with the words that name it in a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from antichain.conformance.protocol.claims import Fault, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.conformance.protocol.claims import Claim

__all__ = [
    "AGES",
    "AMOUNTS",
    "ANY_CHANNEL",
    "BY_DELTAS",
    "CLOCK",
    "COMPARE",
    "COMPARES",
    "CONSTRUCT",
    "COUNTER",
    "DELTA",
    "DIGEST",
    "DIGESTS",
    "ENTRIES",
    "FAULTS",
    "FRACTIONS",
    "FREEZES",
    "GIVEN_AMOUNTS",
    "G_COUNTER",
    "HISTORY",
    "INTERRUPTS",
    "LOSSY",
    "MERGE",
    "NEGATIVE",
    "NO_BIRTH",
    "NO_OTHER_ZERO",
    "OF_KINDS",
    "ONE_STEP",
    "PLAYS",
    "PN_COUNTER",
    "READS",
    "RESUME",
    "RESUMES",
    "REUSE",
    "SEVERAL",
    "SHOWN_AFTER_FAULTS",
    "SORT",
    "STATES",
    "STATE_ORDER",
    "VECTOR_CLOCK",
    "VERSION_VECTOR",
    "WIRE",
    "ZEROS",
    "Need",
    "all_of",
]


@dataclass(frozen=True, slots=True)
class Need:
    """One condition that a claim must meet; ``text`` names it in a report.

    >>> (HISTORY | CONSTRUCT).text
    'history or construct'
    """

    text: str
    is_met: Callable[[Claim], bool]

    def __or__(self, other: Need) -> Need:
        """Return the need that one of the two is met."""
        return Need(f"{self.text} or {other.text}", lambda claim: self.is_met(claim) or other.is_met(claim))


def all_of(*needs: Need) -> Need:
    """Return the need that all of these are met."""
    text = " and ".join(f"({need.text})" if " or " in need.text else need.text for need in needs)
    return Need(text, lambda claim: all(need.is_met(claim) for need in needs))


CLOCK = Need("a clock", lambda claim: claim.kind.is_clock)
COUNTER = Need("a counter", lambda claim: not claim.kind.is_clock)
VECTOR_CLOCK, VERSION_VECTOR, G_COUNTER, PN_COUNTER = (
    Need(kind.value, lambda claim, kind=kind: claim.kind is kind)  # type: ignore[misc]  # the default binds the kind
    for kind in Kind
)
OF_KINDS = (CLOCK, COUNTER, VECTOR_CLOCK, VERSION_VECTOR, G_COUNTER, PN_COUNTER)
"""The needs that depend only on the kind."""
HISTORY = Need("history", lambda claim: claim.options.history)
COMPARE = Need("compare", lambda claim: claim.options.compare != "none")
ENTRIES = Need("entries", lambda claim: claim.options.entries)
CONSTRUCT = Need("construct", lambda claim: claim.options.construct)
RESUME = Need("resume", lambda claim: claim.options.resume)
STATES = Need('compare "states"', lambda claim: claim.options.compare == "states")
DIGEST = Need("digest", lambda claim: claim.options.digest)
REUSE = Need("reuse", lambda claim: claim.options.reuse)
MERGE = Need("merge", lambda claim: claim.options.merge)
AGES = Need('forgets "age"', lambda claim: claim.options.forgets == "age")
NO_BIRTH = Need('birth "nothing"', lambda claim: not claim.kind.is_clock or claim.options.birth == "nothing")
NO_OTHER_ZERO = Need("missing 0", lambda claim: not claim.kind.is_clock or claim.options.missing == 0)
INTERRUPTS = Need('interrupts "all"', lambda claim: claim.options.interrupts == "all")
SORT = Need("sort", lambda claim: claim.options.sort)
WIRE = Need("wire", lambda claim: claim.options.wire)
DELTA = Need("delta", lambda claim: bool(claim.options.delta))
ONE_STEP = Need('step "one"', lambda claim: claim.options.step == "one")
NEGATIVE = Need(
    'negative "reject"',
    lambda claim: not (claim.kind is Kind.PN_COUNTER and claim.options.negative == "opposite"),
)
FRACTIONS = Need('fractions "reject"', lambda claim: claim.options.fractions == "reject")
AMOUNTS = Need('amounts "any"', lambda claim: claim.options.amounts == "any")
LOSSY = Need("a channel that may lose messages", lambda claim: claim.options.channel != "fifo-once")
ANY_CHANNEL = Need('channel "any"', lambda claim: claim.options.channel == "any")
SEVERAL = Need("more than one replica", lambda claim: claim.options.replicas is None or claim.options.replicas > 1)
FAULTS = {
    fault: Need(f"the fault {fault.value}", lambda claim, fault=fault: fault in claim.faults)  # type: ignore[misc]  # the default binds the fault
    for fault in Fault
}

COMPARES = CLOCK, COMPARE
PLAYS = HISTORY, COUNTER | COMPARE | ENTRIES
READS = HISTORY, COUNTER | COMPARE
# Without histories, a message may change with the entries that it was made of.
FREEZES = all_of(SEVERAL, *READS) | all_of(CONSTRUCT, *COMPARES, REUSE)
# A counter must receive the constructed states: this needs another replica, and they have no sender.
ZEROS = CONSTRUCT, NO_BIRTH, NO_OTHER_ZERO, COUNTER | COMPARE, CLOCK | all_of(HISTORY, ANY_CHANNEL, SEVERAL)
BY_DELTAS = DELTA, HISTORY, COUNTER | COMPARE | all_of(ENTRIES, ONE_STEP)
GIVEN_AMOUNTS = COUNTER, AMOUNTS
RESUMES = CONSTRUCT, RESUME, HISTORY, ANY_CHANNEL, SEVERAL, COUNTER | COMPARE
STATE_ORDER = SEVERAL, COUNTER, HISTORY, STATES
DIGESTS = SEVERAL, HISTORY, COUNTER | VERSION_VECTOR, DIGEST
# Entries of any size, under any name, do not show what a replica knows after a fault.
SHOWN_AFTER_FAULTS = HISTORY, NO_BIRTH, COUNTER | COMPARE | all_of(ENTRIES, ONE_STEP)
