"""Scenarios about arguments that the caller changes after a call: a state must not change with them.

They need a target in this process, where the adapter passes objects to the library and changes them later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from antichain.conformance.cases.case import Case, DirectedCase
from antichain.conformance.cases.checks.base import NUMBER, REPEATED, Check, OneOf, SameAnswer
from antichain.conformance.cases.checks.clock import ANY_ORDER
from antichain.conformance.cases.script import ScriptBuilder
from antichain.conformance.histories.replica_names import plain
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.answers import UNSUPPORTED, UnsupportedAnswer
from antichain.conformance.protocol.claims import Claim, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.conformance.protocol.answers import Answer

__all__ = ["probes"]

_REASON = "the caller changed the entries that it had passed to construct, and the constructed state changed too"


class _Reused(Check, frozen=True, gc=False, kw_only=True):
    """The answer is done or unsupported; after unsupported, the case ends."""

    expected: Any = OneOf("done or unsupported", answers=(None, UNSUPPORTED))

    def ends_history(self, answer: Answer) -> bool:
        """Return whether nothing after this answer is judged."""
        return isinstance(answer, UnsupportedAnswer)


def probes(claim: Claim, *, in_process: bool) -> Iterator[Case]:
    """Yield one case of constructed states, if the target runs in this process and constructs any."""
    options = claim.options
    if not (in_process and options.construct):
        return
    if claim.kind.is_clock and options.compare != "none":
        yield _compared(claim)
    elif not claim.kind.is_clock and options.history and options.channel == "any" and (options.replicas or 3) > 2:  # noqa: PLR2004 — one made the state, and two read it
        yield _counted(claim)


def _compared(claim: Claim) -> Case:
    one = plain(claim.options, 1)[0]
    builder = ScriptBuilder(claim, (one,))
    builder.request(requests.Construct("x", {one: 1}))
    builder.request(requests.Construct("y", {}))
    pair = requests.Compare("x", "y")
    first = builder.request(pair, Check(expected=ANY_ORDER))
    builder.request(requests.Reuse(), _Reused())
    builder.request(pair, SameAnswer(expected=REPEATED, covers=("MSG-FROZEN",), to=first, reason=_REASON))
    return DirectedCase("a clock after a change of the entries that constructed it", builder.script())


def _counted(claim: Claim) -> Case:
    one, reader, other = plain(claim.options, 3)
    builder = ScriptBuilder(claim, (one, reader, other))
    builder.request(requests.Construct("x", {one: (1, 0) if claim.kind is Kind.PN_COUNTER else 1}))
    builder.request(requests.Receive(reader, "x"))
    first = builder.request(requests.Value(reader), Check(expected=NUMBER))
    builder.request(requests.Reuse(), _Reused())
    for replica in (reader, other):
        if replica is other:
            builder.request(requests.Receive(other, "x"))
        check = SameAnswer(expected=REPEATED, covers=("MSG-FROZEN",), to=first, reason=_REASON)
        builder.request(requests.Value(replica), check)
    return DirectedCase("a counter after a change of the entries that constructed it", builder.script())
