"""Scenarios about arguments that the caller changes after a call: a state must not change with them.

The arguments are the entries that construct a state, and the bytes that it is decoded from. A target in this process
may leave them as they are; any target may claim ``reuse``, and must change them.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from antichain.conformance.cases.case import Case, DirectedCase
from antichain.conformance.cases.checks.after_faults import After
from antichain.conformance.cases.checks.base import NUMBER, REPEATED, Check, Equals, OneOf, SameAnswer
from antichain.conformance.cases.checks.clock import ANY_ORDER
from antichain.conformance.cases.script import ScriptBuilder
from antichain.conformance.histories.replica_names import plain, room
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.answers import UNSUPPORTED, UnsupportedAnswer
from antichain.conformance.protocol.claims import Claim, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.conformance.protocol.answers import Answer
    from antichain.conformance.protocol.claims import Options

__all__ = ["probes"]

_ENTRIES = "the caller changed the entries that it had passed to construct, and the constructed state changed too"
_BYTES = "the caller overwrote the bytes that a message was decoded from, and the message changed too"
_COVERS = ("MSG-FROZEN",)
_SIZES = (1, 5, 20)
"""The numbers of entries that construct a state: a target may copy few entries, and keep many."""
_READERS = 2
_SEVERAL = 1 + _READERS
"""The replicas of a counter: one makes the state, and two read it."""


class _Reused(Check, frozen=True, gc=False, kw_only=True):
    """The answer is done or unsupported; after unsupported, the case ends."""

    expected: Any = OneOf("done or unsupported", answers=(None, UNSUPPORTED))

    def ends_history(self, answer: Answer) -> bool:
        """Return whether nothing after this answer is judged."""
        return isinstance(answer, UnsupportedAnswer)


def probes(claim: Claim, *, in_process: bool) -> Iterator[Case]:
    """Yield a case of constructed states and one of decoded messages, as far as the target offers them."""
    options = claim.options
    if not (in_process or options.reuse):
        return
    ordered = claim.kind.is_clock and options.compare != "none"
    if options.construct and ordered:
        yield from (_compared(claim, count) for count in _SIZES if count <= _room(options))
    counted = not claim.kind.is_clock and (options.replicas or _SEVERAL) >= _SEVERAL
    if options.construct and counted and options.channel == "any":
        most = min(_room(options) - _READERS, options.limit or inf)
        yield from (_counted(claim, count) for count in _SIZES if count <= most)
    if options.wire and options.history and ordered:
        yield from (_decoded_clock(claim, lazily=lazily) for lazily in (False, True))
    elif options.wire and counted:
        yield from (_decoded_counter(claim, lazily=lazily) for lazily in (False, True))


def _room(options: Options) -> float:
    return min(options.replicas or inf, room(options) or inf)


def _reuse(builder: ScriptBuilder) -> None:
    builder.request(requests.Reuse(), Equals(expected=None) if builder.options.reuse else _Reused())


def _compared(claim: Claim, count: int) -> Case:
    names = plain(claim.options, count)
    builder = ScriptBuilder(claim, names)
    builder.request(requests.Construct("x", dict.fromkeys(names, 1)))
    builder.request(requests.Construct("y", {}))
    pair = requests.Compare("x", "y")
    first = builder.request(pair, Check(expected=ANY_ORDER))
    _reuse(builder)
    builder.request(pair, SameAnswer(expected=REPEATED, covers=_COVERS, to=first, reason=_ENTRIES))
    return DirectedCase("a clock after a change of the entries that constructed it", builder.script())


def _counted(claim: Claim, count: int) -> Case:
    reader, other, *names = plain(claim.options, _READERS + count)
    builder = ScriptBuilder(claim, (reader, other, *names))
    builder.request(requests.Construct("x", dict.fromkeys(names, (1, 0) if claim.kind is Kind.PN_COUNTER else 1)))
    builder.request(requests.Receive(reader, "x"))
    first = builder.request(requests.Value(reader), Check(expected=NUMBER))
    _reuse(builder)
    for replica in (reader, other):
        if replica is other:
            builder.request(requests.Receive(other, "x"))
        check = SameAnswer(expected=REPEATED, covers=_COVERS, to=first, reason=_ENTRIES)
        builder.request(requests.Value(replica), check)
    return DirectedCase("a counter after a change of the entries that constructed it", builder.script())


def _decoded_clock(claim: Claim, *, lazily: bool) -> Case:
    """Compare a message with itself decoded; lazily, the decoded one is first read after its bytes are overwritten."""
    one = plain(claim.options, 1)[0]
    builder = ScriptBuilder(claim, (one,))
    if claim.kind is not Kind.VECTOR_CLOCK:
        builder.request(requests.Tick(one))
    builder.export(requests.Send(one, "m"))
    builder.request(requests.Recode("m", "n"))
    first = builder.request(requests.Compare("m", "n"), Check(expected=ANY_ORDER))
    if lazily:
        builder.request(requests.Recode("m", "o"))
    _reuse(builder)
    check = SameAnswer(expected=REPEATED, covers=_COVERS, to=first, reason=_BYTES)
    builder.request(requests.Compare("m", "o" if lazily else "n"), check)
    return DirectedCase("a clock after a change of the bytes that it was decoded from", builder.script())


def _decoded_counter(claim: Claim, *, lazily: bool) -> Case:
    """Two replicas receive a decoded message: one before its bytes are overwritten, and the other after that.

    Lazily, the other one receives a message that was not read before.
    """
    one, early, late = plain(claim.options, _SEVERAL)
    builder = ScriptBuilder(claim, (one, early, late))
    builder.request(requests.Increment(one, 1))
    builder.export(requests.Send(one, "m"))
    builder.request(requests.Recode("m", "n"))
    builder.request(requests.Receive(early, "n"))
    first = builder.request(requests.Value(early), Check(expected=NUMBER))
    if lazily:
        builder.request(requests.Recode("m", "o"))
    _reuse(builder)
    builder.request(
        requests.Receive(late, "o" if lazily else "n"), After(expected=None, rule=_COVERS[0], reason=_BYTES)
    )
    for replica in (early, late):
        check = SameAnswer(expected=REPEATED, covers=_COVERS, to=first, reason=_BYTES)
        builder.request(requests.Value(replica), check)
    return DirectedCase("a counter after a change of the bytes that it was decoded from", builder.script())
