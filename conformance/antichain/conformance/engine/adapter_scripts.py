"""Two scripts of the doctor: every verb that a claim offers, once; and an amount that a double cannot hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.failures.failure import word
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.answers import UNSUPPORTED, Broken, Failed
from antichain.conformance.protocol.claims import LARGEST_EXACT, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.conformance.protocol.claims import Claim
    from antichain.conformance.protocol.requests import Request
    from antichain.conformance.transport.connection import Connection

__all__ = ["lost_digits", "unanswered_verbs"]

_BEYOND_DOUBLES = LARGEST_EXACT + 2
"""The smallest whole number that a double cannot hold."""


def unanswered_verbs(connection: Connection, claim: Claim) -> list[str]:
    """Return a sentence for each offered verb that is answered by neither a result nor a refusal."""
    script = list(_every_verb(claim))
    found = []
    for request, answer in zip(script, connection.play(script), strict=False):
        verb = f"{claim.kind.value}: {request.__struct_config__.tag}"
        if answer == UNSUPPORTED:
            found.append(f"{verb} is answered unsupported, although hello offers it; answer it, or do not claim it")
        elif isinstance(answer, Failed):
            found.append(f"{verb} is answered {word(answer)}; expected a result")
        elif isinstance(answer, Broken):
            found.append(f"{claim.kind.value}: {answer.detail}")
    return found


def lost_digits(connection: Connection, claim: Claim) -> str:
    """Return a sentence if a counter reads an amount of 2^53 + 1 as a double would round it, or an empty text."""
    options = claim.options
    if claim.kind.is_clock or not options.history or (options.limit or _BEYOND_DOUBLES) < _BEYOND_DOUBLES:
        return ""
    opened = requests.Open(claim.kind, ("1",))
    answers = connection.play([opened, requests.Increment("1", _BEYOND_DOUBLES), requests.Value("1")])
    if answers[-1] != int(float(_BEYOND_DOUBLES)):
        return ""
    return (
        f"{claim.kind.value}: {_BEYOND_DOUBLES} was added, and {answers[-1]} is read: the digits were lost in a double;"
        ' read the string as a whole number of 64 bits or more, or claim "max":9007199254740991 with "overflow"'
    )


def _every_verb(claim: Claim) -> Iterator[Request]:
    """Yield a script of every verb that the claim offers, on one replica."""
    options, kind = claim.options, claim.kind
    if not options.history:
        return
    yield requests.Open(kind, ("1",))
    yield requests.Tick("1") if kind.is_clock else requests.Increment("1", 1)
    if kind is Kind.PN_COUNTER:
        yield requests.Decrement("1", 1)
    if not kind.is_clock:
        yield requests.Value("1")
    if options.entries:
        yield requests.Entries("1")
    yield requests.Send("1", "m1")
    if options.wire:
        yield requests.Recode("m1", "m2")
    if kind.is_clock:
        yield requests.Stamp("1", "m3")
    if kind.is_clock and options.compare != "none":
        yield requests.Compare("m1", "m3")
    if options.sort:
        yield requests.Sort(("m3", "m1"))
    if options.delta:
        yield requests.Send("1", "m4", delta=True)
