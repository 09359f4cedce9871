"""A member of the zoo: a target with one sentence about it, and the result that the harness must give.

    @wrong(breaks=("CNT-ONCE",), history="A+1 A>m B<m B<m", events=3, seen="several counters on PyPI")
    def target() -> ValueTarget:
        return counter(merge=add)

The sentence is the first line of the module's docstring; it says what the target does wrong, or what is unusual about
it. The name is that of the module. Notation of histories: ``A+2`` increment by 2 at A; ``A.`` an event at A; ``A>m``
export A's state as m; ``B<m`` B receives m; ``{a:1} ? {b:1}`` compare two constructed clocks.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Member", "right", "wrong"]


@dataclass(frozen=True, slots=True)
class Member:
    """An implementation that the harness must refute by some rules and within some events, or must find conformant.

    ``breaks`` are the rules that must fail, first that of the cause; empty if the member is right.
    ``history`` is the smallest history known that shows the mistake, and ``events`` its length: updates, receives,
    faults and constructed states.
    """

    module: str
    sentence: str
    factory: Callable[[], Any]
    breaks: tuple[str, ...] = ()
    history: str = ""
    events: int = 0
    seen: str = ""

    def __call__(self) -> Any:  # noqa: ANN401 — a target need not have every method of Target
        """Make the target."""
        return self.factory()

    @property
    def name(self) -> str:
        """The last part of the module's name."""
        return self.module.rpartition(".")[2]

    @property
    def cause(self) -> str:
        """The rule about the mistake; empty if the member is right."""
        return self.breaks[0] if self.breaks else ""

    @property
    def is_right(self) -> bool:
        """Whether the member is right, though unusual."""
        return not self.breaks


def wrong(
    *, breaks: tuple[str, ...], history: str, events: int, seen: str = ""
) -> Callable[[Callable[[], Any]], Member]:
    """Return a decorator that makes a wrong member: it breaks these rules, as the smallest known history shows."""

    def of(factory: Callable[[], Any]) -> Member:
        return Member(factory.__module__, _sentence(factory), factory, breaks, history, events, seen)

    return of


def right(factory: Callable[[], Any]) -> Member:
    """Make a member that is unusual but right."""
    return Member(factory.__module__, _sentence(factory), factory)


def _sentence(factory: Callable[[], Any]) -> str:
    return (sys.modules[factory.__module__].__doc__ or "").strip().partition("\n")[0]
