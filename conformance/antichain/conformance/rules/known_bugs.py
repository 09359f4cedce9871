"""Known bugs of published software, by the rules that they break: the bug, the smallest history, and its source.

Notation: ``A+2`` increment by 2 at A; ``A>m`` export A's state as m; ``B<m`` B receives m; ``{a:1} ? {b:1}`` compare.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["BUGS", "Bug", "of_rule"]


@dataclass(frozen=True, slots=True)
class Bug:
    """A class of defects: the fault, the smallest history that shows it, its source, and the rules that it breaks.

    ``refutation`` names the entry of the claim ledger in which the same design is refuted, if there is one.
    """

    fault: str
    history: str
    seen: str
    rules: tuple[str, ...]
    refutation: str = ""


BUGS = (
    Bug(
        "less-than looks at the left operand's entries only",
        "{a:1} ? {a:1,b:1}",
        "apple/swift-distributed-actors #1053",
        ("ORD-BEFORE", "ORD-EQUAL", "ORD-MIRROR"),
    ),
    Bug(
        "before demands that every entry be strictly smaller",
        "{a:1,b:2} ? {a:2,b:2}",
        "apple/swift-distributed-actors, before the fix of #1053",
        ("ORD-BEFORE",),
    ),
    Bug(
        "equality is structural, an explicit zero counts", "{a:0} ? {}", "hetu Setu #39; GoVector", ("ORD-ZERO",), "R19"
    ),
    Bug(
        "happens-before is a stub that answers false",
        "{a:1} ? {a:1,b:1}",
        "agent-governance-toolkit #2335",
        ("ORD-BEFORE",),
    ),
    Bug("sums or lengths are compared", "{b:1} ? {a:2}", "many tutorials", ("ORD-CONCURRENT",), "R5"),
    Bug(
        "the order used for sorting has cycles",
        "{c:1} {a:1,c:1} {b:1}",
        "vectorclock on PyPI",
        ("LIB-SORT",),
    ),
    Bug("wall-clock time takes part in dominance", "same counters, other times", "riak_core", ("ORD-EQUAL",)),
    Bug(
        "merge sums",
        "A+1 A>m B<m B<m",
        "several counters on PyPI",
        ("CNT-ONCE", "CNT-STALE"),
        "R2",
    ),
    Bug(
        "merge adds when concurrent, else takes the larger",
        "A+1 A>m B<m A+1 B+1 A>n B<n",
        "a widely read article on vector clocks",
        ("CNT-ONCE",),
        "R1",
    ),
    Bug("the last writer wins", "A+1 A>m A+1 A<m", "suspected in akka #29616", ("CNT-UNION", "CNT-STALE"), "R4"),
    Bug("merge keeps the larger total", "A+1 B+1 A>m B<m", "crdts on PyPI", ("CNT-UNION",), "R4a"),
    Bug("merge drops replicas that the receiver does not know", "B+1 B>m A<m", "python3-crdt", ("CNT-UNION",)),
    Bug(
        "merge changes or aliases its argument", "receive, tick, look at the message", "rust-crdt #35", ("MSG-FROZEN",)
    ),
    Bug("receive ticks, but is used as merge", "A+1 A>m B<m", "", ("CNT-NEW", "SYNC-QUIET"), "R9"),
    Bug(
        "a negative increment is accepted",
        "A+(-1)",
        "orbitdb crdts #1, pony-crdt #2",
        ("CNT-NEGATIVE",),
        "R17",
    ),
    Bug("a slot wraps at 2^64 or 2^31", "A+(2^64-1) A+1", "pony-crdt #4", ("CNT-BIG",), "R15"),
    Bug("the value is clamped at zero", "A-1 A+1", "", ("CNT-BELOW",), "R12b"),
    Bug("ticks are lost above 2^53", "A+2^53 A+1", "most JavaScript libraries", ("CNT-BIG",)),
    Bug(
        "the receiver acknowledges the largest number and does not see the gap",
        "A+1 A-1, first delta lost",
        "akka #22188",
        ("DLT-GAP",),
        "R16",
    ),
    Bug("an additive delta is not deduplicated", "one delta twice", "defradb #5135, #4936", ("DLT-AGAIN",)),
    Bug("the delta carries n instead of old + n", "A+1 A+1, two deltas", "", ("DLT-EQUIV",)),
    Bug("ids are cut to 64 bits, to a prefix, or folded", "two long ids", "syncthing #1614", ("ID-DISTINCT",)),
    Bug(
        "entries are compared as sorted lists, and the wire sorts ids as text",
        "ids 9 and 10",
        "syncthing #10050",
        ("WIRE-ORDER",),
    ),
    Bug("a count travels as a double", "2^53 + 1 through bytes", "", ("WIRE-BIG",)),
    Bug("a receive does not tick", "send, receive: equal stamps", "shiviz #164", ("RECV-TICK",), "R10"),
    Bug(
        "a message carries the clock from before its tick",
        "send, receive, compare",
        "",
        ("ORD-BEFORE", "RECV-TICK"),
        "R21",
    ),
)


def of_rule(rule: str) -> tuple[Bug, ...]:
    """Return the known bugs that break a rule.

    >>> [bug.seen for bug in of_rule("LIB-SORT")]
    ['vectorclock on PyPI']
    """
    return tuple(bug for bug in BUGS if rule in bug.rules)
