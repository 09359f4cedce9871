"""Two scripts of the doctor: the opening of a history, and every verb that a claim offers, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.histories.replica_names import plain
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.answers import UNSUPPORTED, Broken, Failed, Misshapen, Refused, in_words
from antichain.conformance.protocol.claims import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.conformance.protocol.answers import Answer
    from antichain.conformance.protocol.claims import Claim
    from antichain.conformance.protocol.requests import Request
    from antichain.conformance.transport.connection import Connection

__all__ = ["failed_open", "unanswered_verbs"]

_ROOM = 3
"""The events of one replica in the script of a vector clock: a tick, and two sends."""


def failed_open(connection: Connection, claim: Claim) -> str:
    """Return a sentence if a history of this kind cannot be opened; then no other answer of the kind counts."""
    answer = connection.play([requests.Open(claim.kind, plain(claim.options, 1))])[0]
    return "" if answer is None else _complaint(claim, "open", answer)


def unanswered_verbs(connection: Connection, claim: Claim) -> list[str]:
    """Return a sentence for each offered verb that is answered by neither a result nor a refusal.

    A request that names a message whose export failed is not judged.
    """
    script = list(_every_verb(claim))
    found = []
    absent: set[str] = set()
    for request, answer in zip(script, connection.play(script), strict=False):
        if not isinstance(answer, Failed | Misshapen | Broken | Refused) and answer != UNSUPPORTED:
            continue
        if not isinstance(answer, Refused) and not absent.intersection(_read_by(request)):
            found.append(_complaint(claim, request.__struct_config__.tag, answer))
        absent.update(_made_by(request))
    return found


def _complaint(claim: Claim, verb: object, answer: Answer) -> str:
    kind = claim.kind.value
    if answer == UNSUPPORTED:
        return f"{kind}: {verb} is answered unsupported, although hello offers it; answer it, or do not claim it"
    if isinstance(answer, Broken | Misshapen):
        return f"{kind}: {answer.text if isinstance(answer, Misshapen) else answer.detail}"
    cure = "catch what the library throws there, or repair it" if isinstance(answer, Failed) else "answer null"
    return f"{kind}: {verb} is answered {in_words(answer)}; expected a result; {cure}"


def _read_by(request: Request) -> tuple[str, ...]:
    """Return the messages that must exist before this request."""
    match request:
        case requests.Recode(message=message):
            return (message,)
        case requests.Compare(left=left, right=right) | requests.Merge(left=left, right=right):
            return left, right
        case requests.Sort(messages=messages):
            return tuple(messages)
    return ()


def _made_by(request: Request) -> tuple[str, ...]:
    """Return the messages that exist after this request."""
    match request:
        case requests.Recode(as_=name) | requests.Merge(as_=name):
            return (name,)
        case requests.Send(message=name) | requests.Stamp(message=name) | requests.Construct(message=name):
            return (name,)
    return ()


def _every_verb(claim: Claim) -> Iterator[Request]:
    """Yield a script of every verb that the claim offers, on one replica."""
    options, kind = claim.options, claim.kind
    yield requests.Open(kind, plain(options, 1))
    if options.history:
        yield from _verbs_of_replicas(claim)
    if options.construct:
        yield requests.Construct("c1", {})
        yield requests.Construct("c2", {})
        if _is_ordered(claim):
            yield requests.Compare("c1", "c2")
    if options.merge:
        yield requests.Merge("c1", "c2", "c3")
    if options.sort and options.construct:
        yield requests.Sort(("c2", "c1"))
    if options.forgets == "age":
        yield requests.Advance(1)


def _verbs_of_replicas(claim: Claim) -> Iterator[Request]:
    """Yield the requests to one replica, and those about the messages that it sent."""
    options, kind = claim.options, claim.kind
    one = plain(options, 1)[0]
    small = kind is Kind.VECTOR_CLOCK and options.limit is not None and options.limit < _ROOM
    if kind.is_clock and not small:
        yield requests.Tick(one)
    if not kind.is_clock:
        yield from (requests.Increment(one, 1), requests.Value(one))
    if kind is Kind.PN_COUNTER:
        yield requests.Decrement(one, 1)
    if options.entries:
        yield requests.Entries(one)
    if options.digest:
        yield requests.Digest(one)
    yield from _verbs_of_messages(claim, one)
    if options.delta and not small:
        yield requests.Send(one, "m4", delta=True)


def _verbs_of_messages(claim: Claim, one: str) -> Iterator[Request]:
    """Yield the requests that export the state of a replica, and those about the messages."""
    options, kind = claim.options, claim.kind
    yield requests.Send(one, "m1")
    if options.wire:
        yield requests.Recode("m1", "m2")
    last = "m1"
    if kind.is_clock:
        last = "m3"
        yield requests.Stamp(one, "m3")
    if _is_ordered(claim):
        yield requests.Compare("m1", last)
    if options.sort:
        yield requests.Sort((last, "m1"))


def _is_ordered(claim: Claim) -> bool:
    """Return whether messages are compared."""
    compare = claim.options.compare
    return compare != "none" if claim.kind.is_clock else compare == "states"
