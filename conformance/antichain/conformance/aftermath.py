"""Checks of what is asked after a mishap: a wrong answer then breaks the rule about that mishap, and no other."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from antichain.conformance.checks import Check, OneOf, said, without_zeros
from antichain.conformance.protocol import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["OUTCOME", "After", "Befallen", "HeldBySite", "Sum", "Unsure"]

OUTCOME = OneOf("done or unknown", lambda answer: answer in ("done", "unknown"))
"""What an update that a crash interrupts may be answered."""


class Befallen(Check, frozen=True, gc=False, kw_only=True):
    """A mishap, or the first update after one: done, or refused for the sake of identity, which ends the history."""

    due: Any = None
    rule: str
    mishap: bool = True

    @property
    def refusal(self) -> tuple[str, ...]:
        """The rule that is kept by refusing: who does not come up shares no dots."""
        return (self.rule,) if self.mishap else ()

    def ends(self, answer: Any) -> bool:  # noqa: ANN401 — any answer may come
        """Return whether nothing after this answer is judged."""
        return isinstance(answer, Refused) and answer.code == "identity"

    def by(self, answer: Any, earlier: Sequence[Any]) -> tuple[str, ...]:  # noqa: ANN401, ARG002 — likewise
        """Return the rule that any other answer breaks."""
        return (self.rule,)


class After(Check, frozen=True, gc=False, kw_only=True):
    """An answer after a mishap; ``rule`` is what a wrong one breaks, ``reason`` why another was due."""

    rule: str
    reason: str = ""

    def by(self, answer: Any, earlier: Sequence[Any]) -> tuple[str, ...]:  # noqa: ANN401, ARG002 — likewise
        """Return the rule that is broken."""
        return (self.rule,)

    def because(self, answer: Any) -> str:  # noqa: ANN401 — likewise
        """Return the sentence that says why a wrong answer is wrong."""
        return f"{self.reason}, and the answer is {said(answer)}" if self.reason else Check.because(self, answer)


class Sum(After, frozen=True, gc=False, kw_only=True):
    """A value read after a mishap."""

    def because(self, answer: Any) -> str:  # noqa: ANN401 — likewise
        """Return the sentence that says why a wrong total is wrong."""
        return f"{self.reason}: the updates in its causal past sum to {self.due}, and it reads {said(answer)}"


class Unsure(After, frozen=True, gc=False, kw_only=True):
    """A value that may hold updates which crashes interrupted: each is one yes or no for the whole history.

    ``due`` equals whatever is right by itself. ``sure`` is the sum of all others in the past, ``amounts`` those of the
    interrupted ones there, by the places where they were answered, and ``others`` are earlier such reads.
    """

    sure: int
    amounts: Mapping[int, int]
    others: tuple[tuple[int, Unsure], ...] = ()

    @property
    def dynamic(self) -> bool:
        """It depends on what was answered before."""
        return True

    def broken(self, answer: Any, earlier: Sequence[Any]) -> tuple[str, ...]:  # noqa: ANN401 — likewise
        """Return the rule that is broken: that of durability where no yes or no explains the answer by itself."""
        alone = list(self._explained(answer, earlier))
        if not alone:
            return ("FLT-DURABLE",)
        before = [(check, earlier[place]) for place, check in self.others]
        agreed = (yes for yes in self._worlds(earlier) if all(c.sum(yes) == a for c, a in [(self, answer), *before]))
        return () if next(agreed, None) is not None else (self.rule,)

    def sum(self, yes: Mapping[int, bool]) -> int:
        """Return the value in a world in which these interrupted updates happened."""
        return self.sure + sum(by for place, by in self.amounts.items() if yes[place])

    def _explained(self, answer: object, earlier: Sequence[Any]) -> Iterator[Mapping[int, bool]]:
        return (yes for yes in self._worlds(earlier) if self.sum(yes) == answer)

    def _worlds(self, earlier: Sequence[Any]) -> Iterator[Mapping[int, bool]]:
        """Yield every way in which the interrupted updates can have gone; one that was acknowledged has happened."""
        places = sorted({*self.amounts, *(place for _, check in self.others for place in check.amounts)})
        choices = [(True,) if earlier[place] == "done" else (True, False) for place in places]
        return (dict(zip(places, yes, strict=True)) for yes in product(*choices))

    def because(self, answer: Any) -> str:  # noqa: ANN401 — likewise
        """Return the sentence that says why a wrong total is wrong."""
        interrupted = " and ".join(map(str, self.amounts.values()))
        return (
            f"of the updates in its causal past those that were acknowledged sum to {self.sure}, whether the "
            f"interrupted one of {interrupted} happened is one yes or no for everybody, and it reads {said(answer)}"
        )


class HeldBySite(After, frozen=True, gc=False, kw_only=True):
    """Entries after a mishap: a site may go by further names, so what stands under them is summed with its own."""

    names: frozenset[str]
    renewed: frozenset[str]

    def by(self, answer: Any, earlier: Sequence[Any]) -> tuple[str, ...]:  # noqa: ANN401, ARG002 — likewise
        """Return the rule where the sites hold something else."""
        if isinstance(answer, dict) and self._merged(answer) == self._merged(self.due):
            return ()
        return (self.rule,)

    def _merged(self, entries: Mapping[str, Any]) -> dict[str, Any]:
        """Return entries in which all sites that may go by other names stand together."""
        merged: dict[str, Any] = {}
        for name, held in entries.items():
            site = name if name in self.names and name not in self.renewed else ""
            before = merged.get(f"={site}", (0, 0) if isinstance(held, tuple) else 0)
            pair = isinstance(held, tuple)
            merged[f"={site}"] = (before[0] + held[0], before[1] + held[1]) if pair else before + held
        return without_zeros(merged)
