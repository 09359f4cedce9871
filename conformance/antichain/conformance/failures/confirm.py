"""Confirmation: a fresh process answers the same requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.protocol.answers import Broken

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.conformance.cases.case import Case
    from antichain.conformance.cases.script import Violation
    from antichain.conformance.protocol.answers import Answers
    from antichain.conformance.transport.connection import Connection

__all__ = ["answers_of_fresh_process", "same_violation"]


def answers_of_fresh_process(case: Case, fresh: Callable[[], Connection]) -> Answers:
    """Return the answers that a newly started target gives to a case."""
    connection = fresh()
    try:
        return connection.play(case.script.requests)
    finally:
        connection.close()


def same_violation(one: Violation | None, other: Violation | None) -> bool:
    """Return whether two runs of one case fail in the same way.

    Two crashes are the same if their cause is; their texts may differ.
    """
    if one is None or other is None:
        return False
    if isinstance(one.answer, Broken) and isinstance(other.answer, Broken):
        return one.answer.cause == other.answer.cause
    return (one.place, one.rules, one.answer) == (other.place, other.rules, other.answer)
