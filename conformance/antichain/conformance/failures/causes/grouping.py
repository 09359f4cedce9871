"""Groups of failures with the same cause: a report shows the first in full, and lists the others under it.

Two failures count as one cause if they need the same features, and break the same rule or two rules about the same
function, on any kind. Comparisons with different first rules must also have the same sort of wrong answer. Errors and
crashes have the same cause if their texts differ only in numbers; so have wrong answers after a refused amount, be it
negative or a fraction. A failure that also occurs without its own features was attributed to the other failure before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from antichain.conformance.cases.checks.base import Refusal
from antichain.conformance.failures.causes.features import is_error, names_of, shape
from antichain.conformance.protocol import requests
from antichain.model.clock import Order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.failures.failure import Failure

__all__ = ["grouped", "plainness"]

_UNSPECIFIC = "ANS-OK"
"""The rule that every error breaks."""
_COMPARISON = frozenset({"ORD-BEFORE", "ORD-CONCURRENT", "ORD-EQUAL", "ORD-MIRROR"})
"""Rules about comparisons: one wrong comparison breaks several of them, and then with one sort of answer."""
_FAMILIES = (
    _COMPARISON,
    frozenset({"DLT-AGAIN", "DLT-EQUIV", "DLT-GAP", "DLT-OWN"}),
    frozenset({"WIRE-ROUND", "WIRE-ORDER"}),
)
"""Rules about one function: a wrong comparison, delta or encoding breaks now one of these and now another."""
_ABOUT_NAMES = (frozenset({"ID-DISTINCT"}), _FAMILIES[-1])
"""Rules for which special names are only a plainer or a less plain example."""
_REFUSED = frozenset({"CNT-NEGATIVE", "CNT-INTEGER"})
"""Rules about amounts that must be refused: what a refusal leaves behind does not depend on the amount."""


def grouped(failures: Sequence[Failure]) -> list[list[Failure]]:
    """Return the failures by cause, the plainest of each group first; so are the groups, by their first failures."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(failures)))
    for m, one in enumerate(failures):
        graph.add_edges_from((m, n) for n in range(m) if _same_cause(one, failures[n]))
    components = sorted(map(sorted, nx.connected_components(graph)))
    groups = [sorted((failures[n] for n in component), key=plainness) for component in components]
    return sorted(groups, key=lambda group: plainness(group[0])[1:4])


def plainness(failure: Failure) -> tuple[bool, int, int, int, bool, int]:
    """Return a sort key: messages that change once they are sent, harm, then the shortest, plainest, minimal ones."""
    amounts = (getattr(request, "by", 0) for request in failure.requests)
    digits = sum(len(str(by)) for by in amounts)
    about_names = sum(len(name) for request in failure.requests[:1] for name in _names(request))
    about_messages, minimal = "MSG-FROZEN" in failure.rules, bool(failure.minimal)
    return (
        not about_messages,
        failure.harmlessness,
        failure.events,
        len(failure.features),
        not minimal,
        digits + about_names,
    )


def _names(request: object) -> tuple[str, ...]:
    return request.replicas if isinstance(request, requests.Open) else ()


def _same_cause(one: Failure, other: Failure) -> bool:
    if one.errored != other.errored or one.flaky != other.flaky:
        return False
    if _differ_in_size(one, other):
        return True
    if not (one.attributed and other.attributed) and _same_shape(one, other):
        # The rules and features of a failure that was not attributed say little.
        return one.features <= other.features or other.features <= one.features
    return not _need_different_features(one, other) and _break_related_rules(one, other)


def _need_different_features(one: Failure, other: Failure) -> bool:
    first = {one.rules[0], other.rules[0]}
    ignored = {"names"} if any(first <= rules for rules in _ABOUT_NAMES) else set()
    return bool((one.features ^ other.features) - ignored)


def _break_related_rules(one: Failure, other: Failure) -> bool:
    """Return whether two failures break one rule or rules about one function, and fail in the same way."""
    first = {one.rules[0], other.rules[0]}
    shared = set(one.rules) & set(other.rules)
    if first == _REFUSED:
        return _follows_a_refusal(one) and _follows_a_refusal(other) and _same_shape(one, other)
    if one.errored or shared == {_UNSPECIFIC} or (is_error(one.violation.answer) and is_error(other.violation.answer)):
        return bool(shared) and _same_shape(one, other)
    related = bool(shared - {_UNSPECIFIC}) or any(first <= family for family in _FAMILIES)
    return related and not _answer_differently(one, other)


def _follows_a_refusal(failure: Failure) -> bool:
    """Return whether an amount was refused as it must be, and a later answer is wrong."""
    return not isinstance(failure.case.script.checks[failure.violation.place], Refusal)


def _answer_differently(one: Failure, other: Failure) -> bool:
    """Return whether two failures of comparisons break different rules, and with different sorts of answers."""
    of_comparisons = {one.rules[0], other.rules[0]} <= _COMPARISON
    return of_comparisons and one.rules[0] != other.rules[0] and _sort(one) != _sort(other)


def _sort(failure: Failure) -> object:
    """Return the wrong order, one of *before* and *after* for both."""
    answer = failure.violation.answer
    return Order.BEFORE.value if answer == Order.AFTER.value else answer


def _differ_in_size(one: Failure, other: Failure) -> bool:
    """Return whether two failures are the same, rules and sentence, except that the numbers of one are large."""
    sizes_alone = one.features ^ other.features == {"large"}
    return sizes_alone and one.rules == other.rules and not one.errored and _same_shape(one, other)


def _same_shape(one: Failure, other: Failure) -> bool:
    left = shape(one.case, one.violation, names_of(other.case))
    return left == shape(other.case, other.violation, names_of(one.case))
