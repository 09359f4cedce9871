"""The digits of large counts: the doctor finds an adapter that keeps a count above 2^53 in a double.

Each probe plays a count of 2^53 + 1, which a double rounds to 2^53. A wrong answer alone does not show that digits were
lost: the answer must be the one that a double gives, and for an order, smaller counts must be ordered rightly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.histories.replica_names import plain
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import LARGEST_EXACT, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.conformance.protocol.answers import Answer
    from antichain.conformance.protocol.claims import Claim
    from antichain.conformance.protocol.requests import Request
    from antichain.conformance.transport.connection import Connection

__all__ = ["lost_digits"]

_ROUNDED = LARGEST_EXACT + 1
_EXACT = LARGEST_EXACT + 2
"""The smallest whole number that a double cannot hold."""
_WHOLE = "read the string as a whole number of 64 bits or more"
_CURE = f'{_WHOLE}, or claim "max":{LARGEST_EXACT} with "overflow":"reject"'
_CURE_OF_BYTES = f'write a whole number of 64 bits or more, or claim "wire_max":{LARGEST_EXACT}'


def lost_digits(connection: Connection, claim: Claim) -> list[str]:
    """Return a sentence if a count of 2^53 + 1 is read as a double would round it; the first place alone."""
    if (claim.options.limit or _EXACT) < _EXACT:
        return []
    found = _of_clocks(connection, claim) if claim.kind.is_clock else _of_counters(connection, claim)
    return [f"{claim.kind.value}: {sentence}" for sentence in [*found][:1]]


def _sentence(place: str, cure: str = _CURE) -> str:
    return f"{place}: the digits were lost in a double; {cure}"


def _writes_large(claim: Claim) -> bool:
    """Return whether messages are bytes that must hold the count."""
    options = claim.options
    return options.wire and (options.largest_written or _EXACT) >= _EXACT


def _of_counters(connection: Connection, claim: Claim) -> Iterator[str]:
    """Yield a sentence for each place of a counter that loses digits: an update, its entries, and its bytes."""
    options = claim.options
    if not options.history or options.amounts == "one":
        return
    names = plain(options, min(2, options.replicas or 2))
    one, other = names[0], names[-1]
    script: list[Request] = [
        requests.Open(claim.kind, names),
        requests.Increment(one, _EXACT),
        requests.Value(one),
    ]
    if connection.play(script)[-1] == _ROUNDED:
        yield _sentence(f"{_EXACT} was added, and {_ROUNDED} is read")
    if options.entries and _has_rounded(connection.play([*script, requests.Entries(one)])[-1]):
        yield _sentence(f"{_EXACT} was added, and entries has {_ROUNDED}")
    if _writes_large(claim) and other != one:
        coded = [requests.Send(one, "odd"), requests.Recode("odd", "coded")]
        answers = connection.play([*script, *coded, requests.Receive(other, "coded"), requests.Value(other)])
        if answers[-1] == _ROUNDED:
            yield _sentence(f"{_EXACT} was sent, and {_ROUNDED} is read from its bytes", _CURE_OF_BYTES)


def _of_clocks(connection: Connection, claim: Claim) -> Iterator[str]:
    """Yield a sentence for each place of a constructed clock that loses digits: its order, bytes and entries."""
    options = claim.options
    if not options.construct:
        return
    names = plain(options, min(2, options.replicas or 2))
    script: list[Request] = [requests.Open(claim.kind, names)]
    states = {"small": 1, "larger": 2, "even": _ROUNDED, "odd": _EXACT}
    script += [requests.Construct(message, {names[0]: count}) for message, count in states.items()]
    equal = "unordered" if options.compare == "three-way" else "equal"
    if options.compare != "none":
        orders = connection.play([*script, requests.Compare("small", "larger"), requests.Compare("even", "odd")])[-2:]
        if orders == ["before", equal]:
            yield _sentence(f"entries of {_ROUNDED} and {_EXACT} compare as {equal}")
        coded = [requests.Recode("odd", "coded"), requests.Compare("even", "coded")]
        if _writes_large(claim) and orders == ["before", "before"] and connection.play([*script, *coded])[-1] == equal:
            place = f"the bytes of an entry of {_EXACT} compare as {equal} with an entry of {_ROUNDED}"
            yield _sentence(place, _CURE_OF_BYTES)
    received = options.history and options.channel == "any" and claim.kind is Kind.VERSION_VECTOR and len(names) > 1
    if options.entries and received:
        answers = connection.play([*script, requests.Receive(names[-1], "odd"), requests.Entries(names[-1])])
        if _has_rounded(answers[-1]):
            yield _sentence(f"an entry of {_EXACT} was received, and entries has {_ROUNDED}")


def _has_rounded(entries: Answer) -> bool:
    """Return whether entries hold the rounded count, and not the exact one."""
    held = list(entries.values()) if isinstance(entries, dict) else []
    counts = [count for each in held for count in (each if isinstance(each, tuple) else (each,))]
    return _ROUNDED in counts and _EXACT not in counts
