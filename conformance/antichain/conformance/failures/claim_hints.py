"""Hints at a documented choice: a claim under which a failure passes.

An entry of 0 may count in the order, and a library may refuse a replica without a name. A hint is given only after a
replay. Under the other claim, the history of the failure must pass, or its comparison of constructed states must be
right and break no rule that still applies; and every small history must pass. With a name instead of the empty one, the
steps of the failure must pass. A claim is not part of any request but ``hello``, so the target need not be changed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from antichain.conformance.cases.case import Case, HistoryCase, compile_case
from antichain.conformance.cases.variant import default_variant
from antichain.conformance.failures.causes.features import is_error
from antichain.conformance.histories.playable import histories, playable
from antichain.conformance.protocol import requests
from antichain.conformance.rules.catalogue import applies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from antichain.conformance.cases.script import Violation
    from antichain.conformance.failures.failure import Failure
    from antichain.conformance.protocol.claims import Claim

    Judge = Callable[[Case], Violation | None]

__all__ = ["with_claim_hints"]

_REPLICAS, _EVENTS = 2, 2
"""The size of the histories that must pass under another claim."""
_NAMED = "named"
_NAMELESS = (
    'if the library documents that a replica must have a name, claim "ids":"non-empty"; the same steps with another '
    "name have right answers"
)
_WORDS = (
    ("birth", "entry", "a replica has an entry from its start", '"birth":"entry"'),
    ("missing", -1, "an entry of 0 is one event", '"missing":-1'),
)
"""Each choice: its option and value, the sentence of the documentation of a library, and the claim in ``hello``."""


def with_claim_hints(failures: Sequence[Failure], claim: Claim, judge: Judge) -> list[Failure]:
    """Return the failures of one kind, each with a hint if the target meets another claim about entries of 0 or names.

    ``judge`` plays a case on the target.
    """
    hinted = [replace(each, hint=_NAMELESS) if _refuses_no_name(each, claim, judge) else each for each in failures]
    if not any(map(_is_about_entries, failures)):
        return hinted
    for other, words in _other_claims(claim):
        if any(judge(case) is not None for case in _small(other)):
            continue
        hinted = [
            replace(each, hint=words) if not each.hint and _is_excused(each, other, judge) else each for each in hinted
        ]
    return hinted


def _refuses_no_name(failure: Failure, claim: Claim, judge: Judge) -> bool:
    """Return whether the empty name is refused, and another name in its place is not."""
    case = failure.case
    if not isinstance(case, HistoryCase) or claim.options.ids != "any" or failure.flaky or failure.errored:
        return False
    names = case.variant.names
    if "" not in names or _NAMED in names or not is_error(failure.violation.answer):
        return False
    named = case.in_variant(replace(case.variant, names=tuple(name or _NAMED for name in names)))
    return judge(named) is None


def _is_about_entries(failure: Failure) -> bool:
    """Return whether a failure is about the order or the entries of clocks."""
    return failure.kind.is_clock and not failure.errored and failure.rules[0].startswith(("ORD-", "ENT-"))


def _other_claims(claim: Claim) -> Iterator[tuple[Claim, str]]:
    """Yield each other claim that may be made in place of this one, with its hint."""
    if claim.options.birth != "nothing" or claim.options.missing != 0:
        return
    for option, value, documented, written in _WORDS:
        try:
            options = msgspec.structs.replace(claim.options, **{option: value})
        except ValueError:  # it contradicts another claim
            continue
        extent = f"every history of up to {_REPLICAS} replicas and {_EVENTS} events"
        passes = f"; {extent} then passes" if claim.options.history else ""
        yield replace(claim, options=options), f"if the library documents that {documented}, claim {written}{passes}"


def _small(claim: Claim) -> Iterator[Case]:
    if claim.options.history:
        for execution in histories(claim, _REPLICAS, _EVENTS):
            yield compile_case(execution, claim, default_variant(execution, claim))


def _is_excused(failure: Failure, claim: Claim, judge: Judge) -> bool:
    """Return whether a failure passes under another claim, or its answer is right if an entry of 0 counts."""
    case = failure.case
    if not _is_about_entries(failure) or failure.flaky:
        return False
    if not isinstance(case, HistoryCase):
        return _counts_zeros(failure) and not set(failure.rules) & {rule.id for rule in applies(claim)}
    if not playable(case.execution, claim) or case.execution.fault_steps:
        return False
    return judge(compile_case(case.execution, claim, case.variant, case.title)) is None


def _counts_zeros(failure: Failure) -> bool:
    """Return whether an answer is the order of two constructed states in which each entry counts, also one of 0."""
    made = {each.message: _entries(each) for each in failure.requests if isinstance(each, requests.Construct)}
    asked = failure.case.script.requests[failure.violation.place]
    if not isinstance(asked, requests.Compare) or not {asked.left, asked.right} <= made.keys():
        return False
    left, right = made[asked.left], made[asked.right]
    below, above = (all(n <= y.get(name, -1) for name, n in x.items()) for x, y in ((left, right), (right, left)))
    order = "equal" if below and above else "before" if below else "after" if above else "concurrent"
    return bool(failure.violation.answer == order)


def _entries(request: requests.Construct) -> dict[str, int]:
    return {name: int(count) for name, count in request.entries.items() if not isinstance(count, tuple)}
