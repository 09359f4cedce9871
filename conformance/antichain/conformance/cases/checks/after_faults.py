"""Checks of requests after a fault step: a wrong answer breaks only the rule about that fault step."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from antichain.conformance.cases.checks.base import Check, Either, Exactly, InWords, OneOf, Right, said
from antichain.conformance.cases.checks.entries import without_zeros
from antichain.conformance.protocol.answers import Answer, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["OUTCOME", "After", "AfterFault", "HeldBySite", "Sum", "Unsure"]

OUTCOME = OneOf("done or unknown", answers=("done", "unknown"))
"""The right answers to an update that a crash interrupts."""


class AfterFault(Check, frozen=True, gc=False, kw_only=True):
    """A fault step, or the first update after it: done, or rejected as ``identity``, which ends the history.

    A wrong answer breaks ``rule``; a refusal keeps ``kept``.
    """

    expected: Any = None
    rule: str
    kept: str

    @property
    def refusal(self) -> tuple[str, ...]:
        """The rule that a refusal covers: a server that makes no updates shares no dots."""
        return (self.kept,)

    def right(self) -> Right:
        """Return the right answers, and the refusal."""
        match right := super().right():
            case Exactly(answer):
                return Either((answer, Refused("identity")))
            case Either(answers):
                return Either((*answers, Refused("identity")))
        return right

    def ends_history(self, answer: Answer) -> bool:
        """Return whether nothing after this answer is judged."""
        return isinstance(answer, Refused) and answer.code == "identity"

    def violations_of_wrong_answer(self, answer: Answer, earlier: Sequence[Answer]) -> tuple[str, ...]:  # noqa: ARG002 — subclasses look at it
        """Return the rule that any other answer breaks."""
        return (self.rule,)


class After(Check, frozen=True, gc=False, kw_only=True):
    """An answer after a fault step: a wrong one breaks ``rule``; ``reason`` says why another answer is expected."""

    rule: str
    reason: str = ""

    def violations_of_wrong_answer(self, answer: Answer, earlier: Sequence[Answer]) -> tuple[str, ...]:  # noqa: ARG002 — subclasses look at it
        """Return the rule that is broken."""
        return (self.rule,)

    def explanation(self, answer: Answer) -> str:
        """Return the sentence that says why a wrong answer is wrong."""
        return f"{self.reason}, and the answer is {said(answer)}" if self.reason else Check.explanation(self, answer)


class Sum(After, frozen=True, gc=False, kw_only=True):
    """A value read after a fault step; ``excess`` is the reason instead of ``reason`` if the value is too large."""

    excess: str = ""

    def explanation(self, answer: Answer) -> str:
        """Return the sentence that says why a wrong total is wrong."""
        too_large = isinstance(answer, int) and answer > self.expected
        reason = (too_large and self.excess) or self.reason
        return f"{reason}: the updates in its causal past sum to {self.expected}, and it reads {said(answer)}"


class Unsure(After, frozen=True, gc=False, kw_only=True):
    """A value that may include interrupted updates: each counts in all reads of a history, or in none.

    ``due`` equals each value that is right by itself. ``sure`` is the sum of all other updates in the past. ``amounts``
    are those of the interrupted updates in the past, by the places of their answers; ``others`` are earlier reads of
    this sort.
    """

    sure: int
    amounts: Mapping[int, int]
    others: tuple[tuple[int, Unsure], ...] = ()

    @property
    def dynamic(self) -> bool:
        """The check depends on earlier answers."""
        return True

    def violations(self, answer: Answer, earlier: Sequence[Answer]) -> tuple[str, ...]:
        """Return the broken rule: that of durability if no outcome of the interrupted updates explains the answer."""
        alone = list(self._explained(answer, earlier))
        if not alone:
            return ("FLT-DURABLE",)
        before = [(check, earlier[place]) for place, check in self.others]
        agreed = (yes for yes in self._worlds(earlier) if all(c.sum(yes) == a for c, a in [(self, answer), *before]))
        return () if next(agreed, None) is not None else (self.rule,)

    def sum(self, yes: Mapping[int, bool]) -> int:
        """Return the value if these interrupted updates happened."""
        return self.sure + sum(by for place, by in self.amounts.items() if yes[place])

    def _explained(self, answer: object, earlier: Sequence[Answer]) -> Iterator[Mapping[int, bool]]:
        return (yes for yes in self._worlds(earlier) if self.sum(yes) == answer)

    def _worlds(self, earlier: Sequence[Answer]) -> Iterator[Mapping[int, bool]]:
        """Yield every possible outcome of the interrupted updates; an acknowledged update has happened."""
        places = sorted({*self.amounts, *(place for _, check in self.others for place in check.amounts)})
        choices = [(True,) if earlier[place] == "done" else (True, False) for place in places]
        return (dict(zip(places, yes, strict=True)) for yes in product(*choices))

    def explanation(self, answer: Answer) -> str:
        """Return the sentence that says why a wrong total is wrong."""
        return self._sentence(answer, ())

    def explanation_with(
        self,
        answer: Answer,
        earlier: Sequence[Answer],
        effect: Sequence[tuple[Any, Answer]],  # noqa: ARG002 — it has no evidence
    ) -> str:
        """Return the sentence, with the interrupted updates that were answered with done, and the contradicted read."""
        before = [said(earlier[place]) for place in self._contradicted_reads(answer, earlier)]
        contradicts = ""
        if len(before) == 1:
            contradicts = f", which contradicts an earlier read of {before[0]}"
        elif before:
            contradicts = f", which contradicts the earlier reads of {_listed(before)} together"
        return f"{self._sentence(answer, self._acknowledged(earlier))}{contradicts}"

    def expected_after(self, earlier: Sequence[Answer]) -> Any:  # noqa: ANN401 — a value, or a OneOf
        """Return the expected value; it is exact if each interrupted update was answered with done."""
        done = self._acknowledged(earlier)
        if not done:
            return self.expected
        sums = sorted({self.sum(yes) for yes in self._worlds(earlier)})
        return sums[0] if len(sums) == 1 else OneOf(" or ".join(map(str, sums)), sums.__contains__)

    def contradicted(self, answer: Answer, earlier: Sequence[Answer]) -> tuple[int, ...]:
        """Return the places of the interrupted updates that were answered with done, and of the contradicted reads."""
        return (*self._acknowledged(earlier), *self._contradicted_reads(answer, earlier))

    def _acknowledged(self, earlier: Sequence[Answer]) -> tuple[int, ...]:
        """Return the places of the interrupted updates that were answered with done."""
        return tuple(place for place in self.amounts if earlier[place] == "done")

    def _contradicted_reads(self, answer: Answer, earlier: Sequence[Answer]) -> tuple[int, ...]:
        """Return the place of one earlier read that the answer contradicts, or of all reads if only all of them do.

        There is none if no outcome of the interrupted updates explains the answer.
        """
        worlds = [*self._worlds(earlier)]
        alone = [yes for yes in worlds if self.sum(yes) == answer]
        if not alone:
            return ()
        for place, check in self.others:
            if not any(check.sum(yes) == earlier[place] for yes in alone):
                return (place,)
        return tuple(place for place, _ in self.others)

    def _sentence(self, answer: Answer, done: Sequence[int]) -> str:
        acknowledged = self.sure + sum(self.amounts[place] for place in done)
        known = [str(self.amounts[place]) for place in done]
        unknown = [str(by) for place, by in self.amounts.items() if place not in done]
        clauses = [f"the acknowledged updates in its causal past sum to {acknowledged}"]
        if len(known) == 1:
            clauses.append(f"with the interrupted one of {known[0]}, which was answered with done")
        elif known:
            clauses.append(f"with the interrupted ones of {_listed(known)}, which were answered with done")
        if len(unknown) == 1:
            clauses.append(f"the interrupted one of {unknown[0]} counts in all reads of the history or in none")
        elif unknown:
            clauses.append(
                f"each of the interrupted ones of {_listed(unknown)} counts in all reads of the history or in none"
            )
        return f"{', '.join(clauses)}, and it reads {said(answer)}"


def _is_no_less(held: Any, due: Any) -> bool:  # noqa: ANN401 — two numbers, or two pairs of numbers
    """Return whether a count is at least as large as another one, and of two pairs, both counts are."""
    if isinstance(due, tuple):
        return all(one >= other for one, other in zip(held or (0, 0), due, strict=True))
    return bool(held >= due)


def _listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence.

    >>> _listed(["1", "1", "2"])
    '1, 1 and 2'
    """
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


class HeldBySite(After, frozen=True, gc=False, kw_only=True):
    """Entries after a fault step: a replica may have further names, whose entries are summed with its own."""

    names: frozenset[str]
    renewed: frozenset[str]
    missing: int = 0
    excess: str = ""
    """The reason instead of ``reason``, if no replica has too little."""

    def explanation(self, answer: Answer) -> str:
        """Return the sentence that says why wrong entries are wrong."""
        reason = self.excess if self.excess and self._has_no_less(answer) else self.reason
        return f"{reason}, and the answer is {said(answer)}" if reason else Check.explanation(self, answer)

    def _has_no_less(self, answer: Answer) -> bool:
        """Return whether no replica has less than it should."""
        if not isinstance(answer, dict):
            return False
        held = self._merged(answer)
        return all(_is_no_less(held.get(name, 0), due) for name, due in self._merged(self.expected).items())

    def right(self) -> Right:
        """Return the entries; in words, if every replica with an entry may have other names."""
        sites = without_zeros(self.expected, self.missing)
        if self.expected and not any(map(self._has_one_name, sites)):
            return InWords(f"entries such as {self.expected}")
        return super().right()

    def _has_one_name(self, site: str) -> bool:
        return site in self.names and site not in self.renewed

    def violations_of_wrong_answer(self, answer: Answer, earlier: Sequence[Answer]) -> tuple[str, ...]:  # noqa: ARG002 — subclasses look at it
        """Return the rule if the entries of the replicas differ."""
        if isinstance(answer, dict) and self._merged(answer) == self._merged(self.expected):
            return ()
        return (self.rule,)

    def _merged(self, entries: Mapping[str, Any]) -> dict[str, Any]:
        """Return entries in which all names of one replica are summed, counted from 0."""
        merged: dict[str, Any] = {}
        for name, shown in entries.items():
            held = shown if isinstance(shown, tuple) else shown - self.missing
            site = name if self._has_one_name(name) else ""
            before = merged.get(f"={site}", (0, 0) if isinstance(held, tuple) else 0)
            pair = isinstance(held, tuple)
            merged[f"={site}"] = (before[0] + held[0], before[1] + held[1]) if pair else before + held
        return without_zeros(merged)
