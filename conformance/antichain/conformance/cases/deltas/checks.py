"""The check of a value that is not exactly known: the required updates count, and any part of the possible ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.cases.checks.base import Check, OneOf, meets, said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.protocol.answers import Answer

__all__ = ["ValueWithin", "reachable", "within"]

_MANY = 10_000
"""If the reachable totals are more than this, accept the value: they are too many to enumerate."""


def reachable(total: int, amounts: Sequence[int]) -> bool:
    """Return whether some of the amounts sum to a total.

    >>> reachable(5, [1, 2, 4]), reachable(-1, [1, -2, 4]), reachable(3, [1, 1])
    (True, True, False)
    """
    ordered = sorted(amounts, key=abs, reverse=True)
    least = sum(by for by in ordered if by < 0)
    most = sum(by for by in ordered if by > 0)
    open_ = {total}
    for by in ordered:
        least, most = least - min(by, 0), most - max(by, 0)
        open_ = {left for rest in open_ for left in (rest, rest - by) if least <= left <= most}
        if len(open_) > _MANY:
            return True
    return 0 in open_


def within(must: Sequence[int], free: Sequence[int]) -> OneOf | int:
    """Return the possible totals with all of the first amounts and any part of the others.

    >>> within([1, 2], []), within([1], [2])
    (3, 1, and any part of 1 update that may be known, too)
    """
    least = sum(must)
    if not free:
        return least
    several = f"{len(free)} updates" if len(free) > 1 else "1 update"
    return OneOf(
        f"{least}, and any part of {several} that may be known, too",
        lambda answer: isinstance(answer, int) and reachable(answer - least, free),
    )


class ValueWithin(Check, frozen=True, gc=False, kw_only=True):
    """A total that holds all of ``must`` and any part of ``free``.

    ``crossed`` is the part of ``must`` that its maker had not yet sent when it received other states. ``repeated`` are
    the amounts in deltas that arrived again. ``again`` is the place of a read with the same answer. ``fault`` is the
    rule about the latest fault step, if there is one: a wrong total breaks it. ``reasons`` are the reasons for a total
    that is too small, and for one that is too large.
    """

    must: tuple[int, ...]
    free: tuple[int, ...] = ()
    crossed: tuple[int, ...] = ()
    repeated: tuple[int, ...] = ()
    again: int | None = None
    fault: str = ""
    reasons: tuple[str, str] = ("", "")

    @property
    def dynamic(self) -> bool:
        """The check depends on an earlier read, if there is one."""
        return self.again is not None

    def violations(self, answer: Answer, earlier: Sequence[Answer]) -> tuple[str, ...]:
        """Return the rules that an answer breaks, none if it is right."""
        if not isinstance(answer, int):
            return (self.fault or "ANS-OK",)
        if self.again is not None and answer != earlier[self.again]:
            return (self.fault or "DLT-AGAIN",)
        return () if meets(answer, self.expected) else self.violations_of_wrong_answer(answer, earlier)

    def violations_of_wrong_answer(self, answer: Answer, earlier: Sequence[Answer]) -> tuple[str, ...]:  # noqa: ARG002 — subclasses look at it
        """Return the rules that a wrong total breaks."""
        if not isinstance(answer, int):
            return (self.fault or "ANS-OK",)
        if self.fault:
            return (self.fault,)
        if self._lost(answer):
            return ("DLT-OWN",)
        if self._is_repeated(answer):
            return ("DLT-AGAIN",)
        return tuple(rule for rule in self.covers if rule in ("DLT-GAP", "DLT-EQUIV")) or ("DLT-EQUIV",)

    def _lost(self, answer: int) -> bool:
        rest = sum(self.must) - sum(self.crossed)
        return bool(self.crossed) and reachable(answer - rest, (*self.free, *self.crossed))

    def _is_repeated(self, answer: int) -> bool:
        """Return whether the updates of a repeated delta explain a wrong total, if they are counted again."""
        return bool(self.repeated) and reachable(answer - sum(self.must), (*self.free, *self.repeated))

    def explanation(self, answer: Answer) -> str:
        """Return the sentence that says why a wrong total is wrong."""
        if not isinstance(answer, int):
            return Check.explanation(self, answer)
        if meets(answer, self.expected):
            return f"it has received all updates of that delta before, so nothing may change, and now it reads {answer}"
        if self.fault:
            return f"{self.reasons[answer > sum(self.must)]}: {self._due()}, and it reads {answer}"
        if self._lost(answer):
            return (
                "an update that its maker had not yet sent, when it received other states, is in no delta: "
                f"{self._due()}, and it reads {answer}"
            )
        if self.again is not None or self._is_repeated(answer):
            return f"a delta that arrived again has changed the value: {self._due()}, and it reads {answer}"
        return f"{self._due()}, and it reads {answer}"

    def without_cause(self, answer: Answer) -> str:
        """Return the right total and the wrong one."""
        return f"{self._due()}, and it reads {said(answer)}"

    def _due(self) -> str:
        if not self.free:
            return f"all updates in its past have arrived, and sum to {self.expected}"
        return f"the arrived updates sum to {sum(self.must)}, to which any part of {list(self.free)} may be added"
