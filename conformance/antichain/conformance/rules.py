"""The catalogue of rules: each is one sentence that an implementation can break.

Ids are stable for ever; a rule that changes its meaning gets a new id. MUST rules decide the verdict, SHOULD rules only
in a strict run, and INFO reports a choice. A rule *applies* to a kind where the target claims what it needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from antichain.conformance.protocol import Fault, Kind, Options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["RULES", "Level", "Rule", "applies"]


class Level(StrEnum):
    """How much a rule weighs."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    INFO = "INFO"


@dataclass(frozen=True, slots=True)
class Rule:
    """One sentence, the theorems behind it, and which claims and faults it speaks about."""

    id: str
    level: Level
    statement: str
    theorems: tuple[str, ...]
    needs: Callable[[Kind, Options], bool]
    faults: frozenset[Fault] = frozenset()


RULES: dict[str, Rule] = {}
CLOCKS = (Kind.VECTOR_CLOCK, Kind.VERSION_VECTOR)
COUNTERS = (Kind.G_COUNTER, Kind.PN_COUNTER)


def applies(kind: Kind, options: Options, faults: Iterable[Fault] = ()) -> tuple[Rule, ...]:
    """Return the rules that speak about what is claimed of a kind, and about the faults that are offered.

    >>> [rule.id for rule in applies(Kind.G_COUNTER, Options()) if rule.id.startswith("WIRE")]
    []
    """
    return tuple(rule for rule in RULES.values() if rule.needs(kind, options) and rule.faults.issubset(faults))


def _rule(  # noqa: PLR0913 — the parts of a rule
    name: str,
    statement: str,
    theorems: str = "",
    needs: Callable[[Kind, Options], bool] = lambda _kind, _options: True,
    *,
    level: Level = Level.MUST,
    faults: Iterable[Fault] = (),
) -> None:
    RULES[name] = Rule(name, level, statement, tuple(theorems.split()), needs, frozenset(faults))


def _compares(kind: Kind, options: Options) -> bool:
    return kind.is_clock and options.compare != "none"


def _plays(kind: Kind, options: Options) -> bool:
    return options.history and (not kind.is_clock or options.compare != "none" or options.entries)


def _read(kind: Kind, options: Options) -> bool:
    return options.history and (not kind.is_clock or options.compare != "none")


def _vector_clock(kind: Kind, options: Options) -> bool:
    return kind is Kind.VECTOR_CLOCK and options.history and _compares(kind, options)


def _version_vector(kind: Kind, options: Options) -> bool:
    return kind is Kind.VERSION_VECTOR and options.history and _compares(kind, options)


def _several(needs: Callable[[Kind, Options], bool]) -> Callable[[Kind, Options], bool]:
    """Return the same need, of a target that can have more than one replica."""
    return lambda kind, options: (options.replicas is None or options.replicas > 1) and needs(kind, options)


def _joins(kind: Kind, options: Options) -> bool:
    return options.history and _compares(kind, options)


def _counter(kind: Kind, _options: Options) -> bool:
    return not kind.is_clock


def _counts(kind: Kind, options: Options) -> bool:
    return not kind.is_clock and options.history


def _g_counter(kind: Kind, _options: Options) -> bool:
    return kind is Kind.G_COUNTER


def _pn_counter(kind: Kind, _options: Options) -> bool:
    return kind is Kind.PN_COUNTER


def _exact_entries(kind: Kind, options: Options) -> bool:
    return options.history and options.entries and (not kind.is_clock or options.step == "one")


def _one_step(kind: Kind, options: Options) -> bool:
    return kind.is_clock and _exact_entries(kind, options)


def _ticks(kind: Kind, options: Options) -> bool:
    return kind.is_clock and _plays(kind, options)


def _zeros(kind: Kind, options: Options) -> bool:
    return options.construct and (_compares(kind, options) or (not kind.is_clock and options.history))


def _refuses_negative(kind: Kind, options: Options) -> bool:
    return not kind.is_clock and not (kind is Kind.PN_COUNTER and options.negative == "opposite")


def _refuses_fractions(kind: Kind, options: Options) -> bool:
    return not kind.is_clock and options.fractions == "reject"


def _wire(kind: Kind, options: Options) -> bool:
    return options.wire and _plays(kind, options)


def _wire_big(kind: Kind, options: Options) -> bool:
    return not kind.is_clock and options.wire


def _delta(kind: Kind, options: Options) -> bool:
    shown = not kind.is_clock or options.compare != "none" or (options.entries and options.step == "one")
    return bool(options.delta) and options.history and shown


def _delta_astray(kind: Kind, options: Options) -> bool:
    return _delta(kind, options) and options.channel != "fifo-once"


_rule("ORD-BEFORE", "if e happened before f, comparing their stamps answers before", "H2 F8", _compares)
_rule("ORD-CONCURRENT", "if neither happened before the other, the answer is concurrent", "H3", _several(_compares))
_rule(
    "ORD-EQUAL",
    "the same event (version vectors: the same known updates) compares equal; nothing else does",
    "H4 F7",
    _compares,
)
_rule("ORD-MIRROR", "compare(x, y) and compare(y, x) mirror each other; compare(x, x) is equal", "A6", _compares)
_rule(
    "ORD-COHERENT",
    "what a receiver has joined is neither before nor concurrent with what it took in",
    "B5 B6",
    _joins,
)
_rule(
    "ORD-LEAST",
    "receiving invents nothing: the join of x and y is not after an upper bound of both",
    "B7",
    _version_vector,
)
_rule("ORD-ZERO", "a missing entry and an explicit zero are the same", "N5", _zeros)
_rule(
    "TICK-STRICT",
    "an event (and a send on vector clocks) makes the stamp strictly later; only the own entry grows",
    "C1 C2",
    _ticks,
)
_rule("TICK-ONE", "a tick adds exactly one", "D4", _one_step)
_rule(
    "RECV-TICK",
    "a receive is an event: its stamp is after both the message and the receiver's past",
    "H2 J4",
    _vector_clock,
)
_rule(
    "SYNC-QUIET",
    "a sync is no event: receiving what is known changes nothing; two that have exchanged are equal",
    "J2 J5",
    _version_vector,
)
_rule(
    "ENT-EXACT",
    "each entry is the number (amount) of that replica's updates in the past; zeros are ignored",
    "F3 H5",
    _exact_entries,
)
_rule(
    "LIB-SORT",
    "the order for sorting is total, the same for every input order, and extends happens-before",
    "I3",
    lambda kind, options: kind.is_clock and options.sort,
    level=Level.SHOULD,
)

_rule("CNT-OWN", "a replica reads its own updates at once", "F10", _counter)
_rule(
    "CNT-UNION",
    "the value read is the sum of the distinct updates in the reader's causal past: none is lost",
    "F3 F5 E7",
    _counter,
)
_rule("CNT-ONCE", "no update is counted twice, however often and however late a state arrives", "F6 F12", _counter)
_rule("CNT-NEW", "no update is invented", "F4", _counter)
_rule("CNT-SAME", "replicas with the same past read the same value", "F7", _several(_counter))
_rule("CNT-STALE", "an old state, also one's own, changes nothing", "F12", _counter)
_rule("CNT-MONOTONE", "the value observed never falls", "F9", _g_counter)
_rule("CNT-BELOW", "decrements count in full; the value may be negative", "G3 R12b", _pn_counter)
_rule("CNT-NEGATIVE", "a negative amount is rejected and leaves no trace, at any replica", "C6 R17", _refuses_negative)
_rule(
    "CNT-INTEGER",
    "an amount that is not a whole number is rejected and leaves no trace",
    "",
    _refuses_fractions,
)
_rule(
    "CNT-BIG",
    "at 2^31, 2^32, 2^53, 2^63, 2^64 and beside them: exact, rejected, or saturating as declared; never silently wrong",
    "N6 R15",
    _several(_counter),
)

_rule(
    "MSG-FROZEN",
    "an exported message never changes afterwards; a receive does not touch it; replicas share no state",
    "",
    _several(_read),
)
_rule("MSG-PURE", "reading, stamping and comparing change nothing that can be read later", "", _read)
_rule("MSG-SELF", "a replica may receive its own state without error", "", lambda _kind, options: options.history)
_rule(
    "WIRE-ROUND",
    "recoded, and loaded in a fresh process, nothing differs: order, value, entries",
    "N7",
    _several(_wire),
)
_rule("WIRE-BIG", "encoding keeps large amounts", "N7", _several(_wire_big))
_rule("WIRE-ORDER", "encoding keeps ids whose text order differs from their number order", "N7", _several(_wire))
_rule(
    "ID-DISTINCT",
    "distinct names are distinct replicas, whatever the names",
    "",
    _several(lambda kind, options: _plays(kind, options) or _zeros(kind, options)),
)
_rule("ANS-OK", "no legal request is refused or answered with an error", "")
_rule(
    "LIB-HASH",
    "equal values have equal hashes, and ==, <= and < agree with compare",
    "",
    _compares,
    level=Level.INFO,
)

_rule(
    "DLT-EQUIV",
    "with every delta delivered as declared, values and order are those of full states",
    "L2",
    _several(_delta),
)
_rule("DLT-AGAIN", "a repeated or late delta changes nothing", "L2 F12", _several(_delta_astray))
_rule("DLT-GAP", "with a delta withheld, values stay within what is known and possible", "L6", _several(_delta_astray))
_rule(
    "DLT-OWN",
    "taking in others' states does not lose own updates that no delta has carried yet",
    "L1",
    _several(_delta),
)

_rule(
    "FLT-DURABLE",
    "what was acknowledged before a crash is there after it, own and others'",
    "R22",
    _plays,
    faults=[Fault.CRASH],
)
_rule(
    "FLT-ACK",
    "an update that a crash interrupts is there for everybody or for nobody: nothing is sent before it is durable",
    "R22",
    _several(_counts),
    faults=[Fault.CRASH],
)
_rule(
    "FLT-AMNESIA",
    "after a lost disk no update is lost from those who knew it, none is counted twice, and new updates count",
    "N4 R11",
    _plays,
    faults=[Fault.WIPE],
)
_rule(
    "FLT-BACKUP",
    "after a restored backup no update is lost, none is counted twice, and new ones count: a dot names one event",
    "N4",
    _plays,
    faults=[Fault.RESTORE],
)
_rule(
    "FLT-CLONE",
    "two servers started from one disk never share dots; or the clone is refused",
    "N4",
    _plays,
    faults=[Fault.CLONE],
)
_rule(
    "MEM-RETIRE",
    "a retired replica's counts stay counted, once, also when an older message arrives later",
    "N3 R18",
    _several(_counts),
    faults=[Fault.RETIRE],
)
_rule(
    "MEM-REJOIN",
    "one that enters again under a retired name does not reuse its old dots",
    "N4",
    _several(_plays),
    faults=[Fault.RETIRE, Fault.JOIN],
)
_rule(
    "MEM-ORDER",
    "forgetting a replica makes ordered stamps look concurrent only if declared, and never concurrent ones ordered",
    "N2 R7 R8",
    _several(_joins),
    faults=[Fault.RETIRE],
)
