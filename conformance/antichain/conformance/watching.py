"""Whoever wants to see a run while it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from antichain.conformance.result import PhaseResult

__all__ = ["Silent", "Watcher"]


class Watcher(Protocol):
    """Is told what a run does."""

    def begin(self, phase: str, detail: str, total: int | None) -> None:
        """A phase begins; it has so many steps, if that is known."""

    def advance(self) -> None:
        """One step was made."""

    def fail(self, phase: str, rules: tuple[str, ...]) -> None:
        """A phase met an answer that breaks rules."""

    def end(self, result: PhaseResult) -> None:
        """The phase is over."""


class Silent:
    """Nobody watches."""

    def begin(self, phase: str, detail: str, total: int | None) -> None:
        """See nothing."""

    def advance(self) -> None:
        """See nothing."""

    def fail(self, phase: str, rules: tuple[str, ...]) -> None:
        """See nothing."""

    def end(self, result: PhaseResult) -> None:
        """See nothing."""
