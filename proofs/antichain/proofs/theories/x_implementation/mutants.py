"""Mutants of the implementation: its source with one small mistake, which the theorems of X must notice."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, replace
from functools import cache
from types import ModuleType

from antichain.proofs.theories.x_implementation import refinement
from antichain.proofs.theories.x_implementation.refinement import SHIPPED, Implementation

__all__ = ["MUTANTS", "SourceMutant"]


@dataclass(frozen=True, slots=True)
class SourceMutant:
    """A mistake: in the module that defines ``field`` of the implementation, ``old`` becomes ``new``.

    ``theorem`` is the one that must notice it.
    """

    theorem: str
    old: str
    new: str
    field: str = "clock"

    @property
    def name(self) -> str:
        """What is changed, in one line.

        >>> MUTANTS[0].name
        'news += count - known if not → news += count if not'
        """
        return f"{' '.join(self.old.split())} → {' '.join(self.new.split())}"

    def implementation(self) -> Implementation:
        """Return the implementation with this mistake.

        Raises:
            ValueError: the source does not contain ``old`` exactly once.

        """
        return _mutated(self)


@cache
def _mutated(mutant: SourceMutant) -> Implementation:
    original = getattr(SHIPPED, mutant.field)
    source = inspect.getsource(inspect.getmodule(original) or refinement)
    if source.count(mutant.old) != 1:
        message = f"{mutant.field}: the source has {mutant.old!r} {source.count(mutant.old)} times; expected it once"
        raise ValueError(message)
    module = ModuleType(f"{original.__module__}_mutated")
    exec(compile(source.replace(mutant.old, mutant.new), module.__name__, "exec"), module.__dict__)  # noqa: S102 — the mutant is the project's own source with one change
    return replace(SHIPPED, **{mutant.field: vars(module)[original.__name__]})


MUTANTS = (
    SourceMutant("X1", "news += count - known\n        if not", "news += count\n        if not"),
    SourceMutant("X1", "if small._last is not None and (count", "if small._last is None and (count"),
    SourceMutant(
        "X1", "if count > (known := get(replica, 0)):", "if count > (known := get(replica, 0)) and count < 100:"
    ),
    SourceMutant("X1", "clock._sum = big._sum + big._more + news", "clock._sum = big._sum + news"),
    SourceMutant("X1", "self._last\n        clock._more = 0\n", "self._last\n        clock._more = self._more\n"),
    SourceMutant("X2", "lead = self._sum + self._more - other._sum - other._more", "lead = self._sum - other._sum"),
    SourceMutant("X2", "if low._counts is not counts:", "if low._counts is counts:"),
    SourceMutant("X2", 'return "before" if lead < 0', 'return "before" if lead <= 0'),
    SourceMutant("X2", "count > counts[replica] + more)", "count > counts[replica])"),
    SourceMutant("X3", "clock._more = self._more + 1", "clock._more = min(self._more + 1, 1000)"),
    SourceMutant("X3", "if replica != self._last:", "if replica == self._last:"),
    SourceMutant("X4", "(not self._more and replica in self._counts)", "replica in self._counts"),
    SourceMutant("X4", "self.entries(), self.total + by, 0", "self.entries(), self.total, 0"),
    SourceMutant("X4", "    if n < 0:\n", "    if n < -1:\n"),
    SourceMutant("X5", "for replica, count in counts.items() if count}", "for replica, count in counts.items()}"),
    SourceMutant("X5", "return self._sum + self._more", "return self._sum"),
    SourceMutant("X6", "Clock({replica: self[replica] + by})", "Clock({replica: by})"),
    SourceMutant("X7", "return self.merge(other).tick(replica)", "return self.merge(other)"),
    SourceMutant(
        "X8", "return GCounter(self._counts.merge(other._counts))", "return GCounter(self._counts)", "g_counter"
    ),
    SourceMutant("X8", "self._taken.merge(other._taken)", "self._added.merge(other._taken)", "pn_counter"),
    SourceMutant(
        "X8",
        "self._of(self._added, self._taken.advance(replica, by))",
        "self._of(self._added.advance(replica, by), self._taken)",
        "pn_counter",
    ),
    SourceMutant("X8", "self._added.total - self._taken.total", "self._added.total + self._taken.total", "pn_counter"),
)
