"""The catalogue of rules: each is one sentence that an implementation can violate.

Ids never change; a rule that changes its meaning gets a new id. MUST rules decide the verdict, SHOULD rules only in a
strict run, and INFO reports a choice. A rule *applies* to a claim that meets all its needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.rules import needs
from antichain.conformance.rules.rule import Level, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from antichain.conformance.protocol.claims import Claim

__all__ = ["RULES", "Level", "Rule", "applies", "beyond_the_bound"]


RULES: dict[str, Rule] = {}

_TWO = dict.fromkeys(Kind, 2)
_TWO_TICKS = {Kind.VECTOR_CLOCK: 2}
_TWO_FOR_CLOCKS = {Kind.VECTOR_CLOCK: 2, Kind.VERSION_VECTOR: 2}
_BY_DELTAS = {Kind.VECTOR_CLOCK: 15}
"""On a vector clock, sends and receives tick, and histories by deltas have many of both."""


def applies(claim: Claim) -> tuple[Rule, ...]:
    """Return the rules that apply to a claim.

    >>> from antichain.conformance.protocol.claims import Claim, Kind, Options
    >>> [rule.id for rule in applies(Claim(Kind.G_COUNTER, Options())) if rule.id.startswith("WIRE")]
    []
    """
    return tuple(rule for rule in _claimed(claim) if not rule.why_not(claim))


def beyond_the_bound(claim: Claim) -> dict[str, str]:
    """Return the claimed rules that no history within the declared ``max`` can test, each with the reason.

    >>> from antichain.conformance.protocol.claims import Claim, Kind, Options
    >>> [*beyond_the_bound(Claim(Kind.G_COUNTER, Options(max=1, overflow="reject"), (Fault.WIPE,)))]
    ['FLT-AMNESIA']
    """
    return {rule.id: why for rule in _claimed(claim) if (why := rule.why_not(claim))}


def _claimed(claim: Claim) -> Iterator[Rule]:
    return (rule for rule in RULES.values() if not rule.missing(claim))


def _rule(
    name: str,
    statement: str,
    theorems: str,
    *needed: needs.Need,
    level: Level = Level.MUST,
    room: Mapping[Kind, int] | None = None,
) -> None:
    RULES[name] = Rule(name, level, statement, tuple(theorems.split()), needed, room or {})


_rule("ORD-BEFORE", "if e happened before f, comparing their stamps answers before", "H2 F8", *needs.COMPARES)
_rule(
    "ORD-CONCURRENT",
    "if neither happened before the other, the answer is concurrent",
    "H3",
    needs.SEVERAL,
    *needs.COMPARES,
)
_rule(
    "ORD-EQUAL",
    "the same event (version vectors: the same known updates) compares equal; nothing else does",
    "H4 F7",
    *needs.COMPARES,
)
_rule("ORD-MIRROR", "compare(x, y) and compare(y, x) mirror each other; compare(x, x) is equal", "A6", *needs.COMPARES)
_rule(
    "ORD-COHERENT",
    "the clock of a receiver is neither before nor concurrent with the message that it joined",
    "B5 B6 R4b",
    needs.CLOCK,
    needs.HISTORY,
    needs.COMPARE,
    room=_TWO_TICKS,
)
_rule(
    "ORD-LEAST",
    "receiving invents nothing: the join of x and y is not after an upper bound of both",
    "B7",
    needs.VERSION_VECTOR,
    needs.HISTORY,
    needs.COMPARE,
)
_rule(
    "ORD-JOIN",
    "the join of two messages is the least that holds both, and leaves the two as they are",
    "B5 B6 B7 R4b",
    needs.CLOCK,
    needs.CONSTRUCT,
    needs.MERGE,
    needs.COMPARE,
)
_rule("ORD-ZERO", "a missing entry and an explicit zero are the same", "N5", *needs.ZEROS)
_rule(
    "TICK-STRICT",
    "an event (and a send on vector clocks) makes the stamp strictly later; only the own entry grows",
    "C1 C2",
    needs.CLOCK,
    needs.HISTORY,
    needs.COMPARE | needs.ENTRIES,
    room=_TWO_FOR_CLOCKS,
)
_rule("TICK-ONE", "a tick adds exactly one", "D4", needs.CLOCK, needs.HISTORY, needs.ENTRIES, needs.ONE_STEP)
_rule(
    "RECV-TICK",
    "a receive is an event: its stamp is after both the message and the receiver's past",
    "H2 J4",
    needs.VECTOR_CLOCK,
    needs.HISTORY,
    needs.COMPARE,
    room=_TWO_TICKS,
)
_rule(
    "SYNC-QUIET",
    "a sync is not an event: receiving known updates changes nothing; two that have exchanged states are equal",
    "J2 J5",
    needs.VERSION_VECTOR,
    needs.HISTORY,
    needs.COMPARE,
)
_rule(
    "ENT-EXACT",
    "each entry is the number (amount) of that replica's updates in the past; zeros are ignored",
    "F3 H5",
    needs.HISTORY,
    needs.ENTRIES,
    needs.COUNTER | needs.ONE_STEP,
)
_rule(
    "LIB-SORT",
    "the order for sorting is total, the same for every input order, and extends happens-before",
    "I3",
    needs.CLOCK,
    needs.SORT,
    level=Level.SHOULD,
)
_rule("CNT-OWN", "a replica reads its own updates at once", "F10", needs.COUNTER)
_rule(
    "CNT-UNION",
    "the value read is the sum of the distinct updates in the reader's causal past: none is lost",
    "F3 F5 E7",
    needs.COUNTER,
)
_rule("CNT-ONCE", "no update is counted twice, however often and however late a state arrives", "F6 F12", needs.COUNTER)
_rule("CNT-NEW", "no update is invented", "F4", needs.COUNTER)
_rule("CNT-SAME", "replicas with the same past read the same value", "F7", needs.SEVERAL, needs.COUNTER)
_rule("CNT-STALE", "an old state, also an own one, changes nothing", "F12", needs.COUNTER)
_rule("CNT-MONOTONE", "the value observed never falls", "F9", needs.G_COUNTER)
_rule("CNT-BELOW", "decrements count in full; the value may be negative", "G3 R12b", needs.PN_COUNTER)
_rule(
    "CNT-NEGATIVE",
    "a negative amount is rejected and leaves no trace, at any replica",
    "C6 R17",
    *needs.GIVEN_AMOUNTS,
    needs.NEGATIVE,
)
_rule(
    "CNT-INTEGER",
    "an amount that is not a whole number is rejected as that, or as negative if it is below 0, and leaves no trace",
    "",
    *needs.GIVEN_AMOUNTS,
    needs.FRACTIONS,
)
_rule(
    "CNT-BIG",
    "at 2^31, 2^32, 2^53, 2^63, 2^64 and beside them: exact, rejected, or saturating as declared; never silently wrong",
    "N6 R15",
    needs.SEVERAL,
    *needs.GIVEN_AMOUNTS,
)
_rule(
    "CNT-ORDER",
    "the states of a counter compare as the sets of updates that they hold; an update of 0 makes no difference",
    "F7 F8",
    *needs.STATE_ORDER,
)
_rule(
    "MSG-FROZEN",
    "an exported message never changes afterwards; a receive does not touch it; replicas share no state",
    "",
    needs.FREEZES,
    room=_TWO_TICKS,
)
_rule("MSG-PURE", "reading, stamping and comparing change nothing that can be read later", "", *needs.READS)
_rule(
    "MSG-SELF",
    "a replica may receive its own state without error",
    "",
    needs.HISTORY,
    room=_TWO_TICKS,
)
_rule(
    "WIRE-ROUND",
    "recoded, and loaded in a fresh process, nothing differs: order, value, entries",
    "N7",
    needs.SEVERAL,
    needs.WIRE,
    *needs.PLAYS,
)
_rule("WIRE-BIG", "encoding keeps large amounts", "N7", needs.SEVERAL, *needs.GIVEN_AMOUNTS, needs.WIRE)
_rule(
    "WIRE-ORDER",
    "encoding keeps ids whose text order differs from their number order",
    "N7",
    needs.SEVERAL,
    needs.WIRE,
    *needs.PLAYS,
)
_rule(
    "ID-DISTINCT",
    "distinct names are distinct replicas, and no legal name is refused",
    "",
    needs.SEVERAL,
    needs.all_of(*needs.PLAYS) | needs.all_of(needs.CONSTRUCT, *needs.COMPARES),
)
_rule(
    "ID-RESUME",
    "a replica that receives a constructed state with its own entry continues from it: its next state is after both",
    "F2 F8",
    *needs.RESUMES,
    room=dict.fromkeys(Kind, 3),
)
_rule(
    "ANS-OK", "each legal request gets one answer of the right form, and is not refused or answered with an error", ""
)
_rule(
    "LIB-HASH",
    "equal values have equal hashes, and ==, !=, <, <=, > and >= agree with compare",
    "",
    needs.all_of(*needs.COMPARES) | needs.all_of(needs.COUNTER, needs.HISTORY),
    level=Level.INFO,
)
_rule(
    "LIB-DIGEST",
    "replicas that know the same updates have equal digests, and other replicas have other digests",
    "F7",
    *needs.DIGESTS,
)
_rule(
    "DLT-EQUIV",
    "with every delta delivered as declared, values and order are those of full states",
    "L2",
    needs.SEVERAL,
    *needs.BY_DELTAS,
    room=_BY_DELTAS,
)
_rule(
    "DLT-AGAIN",
    "a repeated or late delta changes nothing",
    "L2 F12",
    needs.SEVERAL,
    *needs.BY_DELTAS,
    needs.LOSSY,
    room=_BY_DELTAS,
)
_rule(
    "DLT-GAP",
    "with a delta withheld, values stay within what is known and possible",
    "L6",
    needs.SEVERAL,
    *needs.BY_DELTAS,
    needs.LOSSY,
    room={**dict.fromkeys(Kind, 3), **_BY_DELTAS},
)
_rule(
    "DLT-OWN",
    "taking in others' states does not lose own updates that no delta has carried yet",
    "L1",
    needs.SEVERAL,
    *needs.BY_DELTAS,
    room={**_TWO, **_BY_DELTAS},
)
_rule(
    "FLT-DURABLE",
    "an update acknowledged before a crash is present after it, own and others'",
    "R22",
    *needs.SHOWN_AFTER_FAULTS,
    needs.FAULTS[Fault.CRASH],
    room=_TWO_TICKS,
)
_rule(
    "FLT-ACK",
    "an update that a crash interrupts is there for all replicas or for none: nothing is sent before it is durable",
    "R22",
    needs.SEVERAL,
    needs.COUNTER,
    needs.HISTORY,
    needs.FAULTS[Fault.CRASH],
)
_rule(
    "FLT-RECEIVE",
    "a receive that a crash interrupts has received the whole message or nothing, and this never changes",
    "",
    needs.SEVERAL,
    needs.COUNTER,
    needs.HISTORY,
    needs.FAULTS[Fault.CRASH],
    needs.INTERRUPTS,
    needs.LOSSY,
    room=dict.fromkeys(Kind, 3),
)
_rule(
    "FLT-AMNESIA",
    "after a lost disk no update is lost at replicas that knew it, none is counted twice, and new updates count",
    "N4 R11",
    *needs.SHOWN_AFTER_FAULTS,
    needs.FAULTS[Fault.WIPE],
    room={**_TWO, Kind.VECTOR_CLOCK: 3},
)
_rule(
    "FLT-BACKUP",
    "after a restored backup no update is lost, none is counted twice, and new ones count: a dot names one event",
    "N4",
    *needs.SHOWN_AFTER_FAULTS,
    needs.FAULTS[Fault.RESTORE],
    room=_TWO,
)
_rule(
    "FLT-CLONE",
    "two servers started from one disk never share dots; or the clone is refused",
    "N4",
    needs.SEVERAL,
    *needs.SHOWN_AFTER_FAULTS,
    needs.FAULTS[Fault.CLONE],
    room=_TWO,
)
_rule(
    "MEM-RETIRE",
    "a retired replica's counts stay counted, once, also when an older message arrives later",
    "N3 R18",
    needs.SEVERAL,
    needs.COUNTER,
    needs.HISTORY,
    needs.FAULTS[Fault.RETIRE],
)
_rule(
    "MEM-REJOIN",
    "a replica that joins again under a retired name does not reuse its old dots",
    "N4 R11",
    needs.SEVERAL,
    *needs.READS,  # the entries of a replica that left may be forgotten, so they show nothing
    needs.NO_BIRTH,
    needs.FAULTS[Fault.RETIRE],
    needs.FAULTS[Fault.JOIN],
    room=_TWO,
)
_rule(
    "MEM-AGE",
    "what is forgotten by age makes ordered stamps look concurrent at most, and nothing is forgotten before",
    "N2 R7",
    needs.SEVERAL,
    needs.CLOCK,
    needs.HISTORY,
    needs.COMPARE,
    needs.AGES,
    room=dict.fromkeys(Kind, 4),
)
_rule(
    "MEM-ORDER",
    "forgetting a replica makes ordered stamps look concurrent only if declared, and never concurrent ones ordered",
    "N2 R7 R8",
    needs.SEVERAL,
    needs.CLOCK,
    needs.HISTORY,
    needs.NO_BIRTH,
    needs.COMPARE,
    needs.FAULTS[Fault.RETIRE],
)
