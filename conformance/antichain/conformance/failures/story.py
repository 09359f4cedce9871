"""A failure as a short text, for the message of an assertion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.rules.broken import broken

if TYPE_CHECKING:
    from antichain.conformance.failures.failure import Failure

__all__ = ["story"]


def story(failure: Failure) -> str:
    """Return the broken rules of a failure, its steps, and the reason why the answer is wrong."""
    steps = "\n".join(f"  {step.number}. {step.replica} {step.action}" for step in failure.trace)
    return f"breaks {broken(failure.rules)}:\n{steps}\nbecause {failure.explanation}"
