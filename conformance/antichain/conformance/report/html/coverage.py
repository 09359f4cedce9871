"""The table of coverage: effective checks by rule and phase, for each kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from antichain.conformance.report.html.overview import State, state_of

if TYPE_CHECKING:
    from antichain.conformance.engine.results.lines import Results

__all__ = ["CoverageRow", "CoverageTable", "coverage"]

_HOTTEST = 5


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One rule: for each phase the number of effective checks and its shade, and the number in all phases."""

    rule: str
    cells: tuple[tuple[int, int], ...]
    total: int


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """The coverage of one kind; rules that are not offered are left out."""

    kind: str
    phases: tuple[str, ...]
    rows: tuple[CoverageRow, ...]

    @property
    def total(self) -> int:
        """The number of effective checks of all rules."""
        return sum(row.total for row in self.rows)


def coverage(results: Results) -> tuple[CoverageTable, ...]:
    """Return the coverage of each kind; the phases are in the order in which they ran."""
    tables: list[CoverageTable] = []
    ran = [phase.phase for phase in results.phases]
    for kind in dict.fromkeys(line.kind for line in results.rules):
        lines = [line for line in results.rules if line.kind == kind and state_of(line.status) is not State.NONE]
        named = {phase for line in lines for phase in line.phases}
        phases = tuple(dict.fromkeys([phase for phase in ran if phase in named] + sorted(named)))
        tables.append(
            CoverageTable(
                kind,
                phases,
                tuple(
                    CoverageRow(
                        line.rule,
                        tuple((count, _heat(count)) for count in (line.phases.get(phase, 0) for phase in phases)),
                        line.effective,
                    )
                    for line in lines
                ),
            )
        )
    return tuple(tables)


def _heat(count: int) -> int:
    """Return a shade from 0 to 5 for a number: one more for each factor of ten."""
    return min(_HOTTEST, len(str(count))) if count else 0
