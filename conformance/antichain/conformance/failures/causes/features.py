"""Features: the parts of a case beyond a plain history, and the shape of its violation.

Two failures can have the same cause only if the same features are needed to show them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from antichain.conformance.cases.variant import ORDINARY
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.answers import Broken, Failed, Misshapen, Refused, UnsupportedAnswer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from antichain.conformance.cases.case import Case
    from antichain.conformance.cases.script import Violation
    from antichain.conformance.protocol.answers import Answer
    from antichain.conformance.protocol.requests import Request

__all__ = ["Origin", "features", "is_error", "names_of", "numberless", "origin", "shape"]

_MANY = 20
"""The number of updates and receives above which the size of a case is a feature."""
_PLAIN_NAME = re.compile(r"[A-Z]\d*|[1-9]\d{0,4}")
_PLAIN_WORD = re.compile(r"\b[A-Z]\d*\b")
"""A word that may be a plain name, so that the texts of plain and of special names are alike."""
_LONG_NAME = 64
"""The length of a quoted name above which a part of it at the end of a text is masked, since long texts are cut."""
_FAULTS = {
    requests.Crash: "crash",
    requests.Wipe: "wipe",
    requests.Restore: "restore",
    requests.Clone: "clone",
    requests.Retire: "retire",
    requests.Join: "join",
}
_EVENTS = (requests.Tick, requests.Increment, requests.Decrement, requests.Receive)

Origin = tuple[tuple[str, ...], str, frozenset[str]]
"""The violated rules, the shape of the violation, and the features in detail."""


def numberless(sentence: str) -> str:
    """Return a sentence with ``#`` for each number, so that sentences which differ only in numbers are equal.

    >>> numberless("they sum to 3, and it reads -4.5")
    'they sum to #, and it reads #'
    """
    return re.sub(r"-?\d+(?:\.\d+)?", "#", sentence)


def is_error(answer: Answer) -> bool:
    """Return whether an answer is an error or a refusal, and not a result."""
    return isinstance(answer, (Broken, Failed, Misshapen, Refused, UnsupportedAnswer))


def names_of(case: Case) -> tuple[str, ...]:
    """Return the names of the replicas of the first history of a case."""
    opened = case.script.requests[0]
    return opened.replicas if isinstance(opened, requests.Open) else ()


def shape(case: Case, violation: Violation, others: tuple[str, ...] = ()) -> str:
    """Return the violation without numbers: the text of an error, or the sentence about a wrong answer.

    ``others`` are names of another case with which this one is compared: a name may be a word of the text, too.
    """
    names = (*names_of(case), *others)
    answer = violation.answer
    match answer:
        case Broken(cause, detail):
            return numberless(_nameless(f"{cause}: {detail}", names))
        case Failed(text):
            return numberless(_nameless(text, names))
        case Refused(code):
            return code
        case UnsupportedAnswer():
            return "unsupported"
        case Misshapen(verb, result):
            return f"{verb} was answered {_sort(result)}"
    return numberless(_nameless(case.script.checks[violation.place].explanation(answer), names))


def _sort(result: str) -> str:
    """Return the sort of a result of a wrong shape, by the first character of its JSON."""
    sorts = {'"': "a text", "{": "an object", "[": "a list", "n": "null", "t": "a truth value", "f": "a truth value"}
    return sorts.get(result[:1], "a number")


def _nameless(text: str, replicas: tuple[str, ...]) -> str:
    """Return a text with ``@`` for each of these names: quoted, alone, or cut at the end of the text."""
    longest_first = sorted(replicas, key=len, reverse=True)
    for quoted in (each for name in longest_first for each in (repr(name), ascii(name), f'"{name}"')):
        text = text.replace(quoted, "@")
        cut = next((n for n in range(len(quoted), _LONG_NAME, -1) if text.endswith(quoted[:n])), 0)
        text = f"{text[:-cut]}@" if cut else text
    for name in longest_first:
        if re.search(r"\w", name) or not name.isascii():
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "@", text)
        elif name and text.endswith(name):  # a sign such as a quote is masked at the end only
            text = f"{text.removesuffix(name)}@"
    text = _PLAIN_WORD.sub("@", text)
    # An empty name has no word to mask. So if one name is empty, the masks of all names are removed.
    return re.sub(r"\s*@", "", text).rstrip() if "" in replicas else text


def features(case: Case, violation: Violation) -> frozenset[str]:
    """Return the features of the requests up to the wrong answer, beyond plain names, amounts of 1 and full states."""
    return frozenset(feature.partition(" ")[0] for feature in _detailed(case, violation)) - {"constructed", "many"}


def origin(case: Case, violation: Violation) -> Origin:
    """Return the origin of a failure in more detail: of two failures with one origin, only one needs analysis."""
    return violation.rules, shape(case, violation), frozenset(_detailed(case, violation))


def _detailed(case: Case, violation: Violation) -> Iterable[str]:
    played = case.script.requests[: violation.place + 1]
    for request in played:
        yield from _of_request(request)
    if sum(isinstance(request, _EVENTS) for request in played) > _MANY:
        yield f"many {case.title}"


def _of_request(request: Request) -> Iterable[str]:
    """Yield the features of one request; the text after the first space distinguishes features of one sort."""
    match request:
        case requests.Open(_, replicas):
            special = [name for name in replicas if not _PLAIN_NAME.fullmatch(name)]
            if special:
                yield f"names {' '.join(sorted(special))}"
        case requests.Increment(_, by) | requests.Decrement(_, by):
            yield from _of_amount(by)
        case requests.Construct(_, entries):
            yield "constructed"
            counts = [count for held in entries.values() for count in (held if isinstance(held, tuple) else (held,))]
            for count in counts:
                yield from _of_amount(int(count))
        case requests.Recode() | requests.Load():
            yield "bytes"
        case requests.Send(_, _, True):
            yield "deltas"
        case (
            requests.Crash()
            | requests.Wipe()
            | requests.Restore()
            | requests.Clone()
            | requests.Retire()
            | requests.Join()
        ):
            yield _FAULTS[type(request)]


def _of_amount(by: object) -> Iterable[str]:
    if not isinstance(by, int) or by < 0:
        yield "illegal"
    elif by > ORDINARY:
        yield f"large {by.bit_length()}"
