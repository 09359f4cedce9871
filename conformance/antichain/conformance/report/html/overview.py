"""The parts of the page that need no script, as values for its templates."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.engine.status import Status
from antichain.conformance.report.consequences import head_of, in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.engine.results.lines import FailureLine, Footer, Results, RuleLine

__all__ = [
    "BOUNDS",
    "Cell",
    "Part",
    "Reason",
    "Row",
    "State",
    "bounds",
    "reasons",
    "rows",
    "state_of",
    "tally",
    "verdict_state",
]


class State(StrEnum):
    """One of the five states of a rule on the page; the worst first."""

    FAILS = "fails"
    KNOWN = "known"
    IDLE = "idle"
    HOLDS = "holds"
    NONE = "none"


_STATES = {
    Status.FAILS: State.FAILS,
    Status.ERRORED: State.FAILS,
    Status.FOLLOWS: State.FAILS,
    Status.KNOWN: State.KNOWN,
    Status.NOT_EXERCISED: State.IDLE,
    Status.HOLDS: State.HOLDS,
    Status.NOT_SELECTED: State.NONE,
    Status.NOT_OFFERED: State.NONE,
}

WORDS = {
    State.FAILS: "fail",
    State.KNOWN: "known to fail",
    State.IDLE: "not exercised",
    State.HOLDS: "hold",
    State.NONE: "not offered",
}
"""The states in words, of several rules."""

_VERDICTS = {
    Verdict.CONFORMANT: State.HOLDS,
    Verdict.INCOMPLETE: State.IDLE,
    Verdict.INTERRUPTED: State.IDLE,
}

BOUNDS = {
    "replicas": "replicas of every exhaustive history, at most",
    "events": "events of every exhaustive history, at most",
    "histories": "random histories, besides those of one event",
    "steps": "events of a random history, at most",
    "large": "events of a generated family",
    "crowd": "replicas that meet at once",
    "faulty": "events of histories with a fault at each place, at most",
    "named": "events of histories under hostile names, at most",
    "states": "states that the laws are asked about",
    "requests": "requests of all phases together, about",
}
"""The meaning of each bound."""


def state_of(status: Status) -> State:
    """Return the state in which a status is drawn.

    >>> state_of(Status.ERRORED).value
    'fails'
    """
    return _STATES[status]


def verdict_state(verdict: Verdict) -> State:
    """Return the state in which a verdict is drawn.

    >>> verdict_state(Verdict.INCOMPLETE).value
    'idle'
    """
    return _VERDICTS.get(verdict, State.FAILS)


@dataclass(frozen=True, slots=True)
class Part:
    """One state of the bar: how many pairs of a kind and a rule it has, how many rules, and its place in 1000 units."""

    state: State
    word: str
    count: int
    rules: int
    x: int
    width: int


def tally(rules: Sequence[RuleLine]) -> tuple[Part, ...]:
    """Return the parts of the bar, one for each state; rules that are not offered have no width."""
    drawn = sum(state_of(rule.status) is not State.NONE for rule in rules)
    parts: list[Part] = []
    seen = 0
    for state in State:
        having = [rule for rule in rules if state_of(rule.status) is state]
        x = 1000 * seen // max(drawn, 1)
        seen += 0 if state is State.NONE else len(having)
        width = 0 if state is State.NONE else 1000 * seen // max(drawn, 1) - x
        parts.append(Part(state, WORDS[state], len(having), len({rule.rule for rule in having}), x, width))
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class Cell:
    """A rule for one kind: its state, its status in words, a note, and the failure to read, if there is one."""

    state: State
    word: str
    note: str
    failure: str


@dataclass(frozen=True, slots=True)
class Row:
    """A rule for all kinds; a cell is None if the check did not judge the rule."""

    rule: str
    level: str
    statement: str
    theorems: tuple[str, ...]
    cells: tuple[Cell | None, ...]

    @property
    def states(self) -> str:
        """The states of the cells, as words."""
        return " ".join(dict.fromkeys(cell.state.value for cell in self.cells if cell))

    @property
    def worst(self) -> int:
        """The rank of the worst state of the row; the worst of all is 0."""
        return min(list(State).index(cell.state) for cell in self.cells if cell)


def rows(results: Results, kinds: Sequence[str]) -> tuple[Row, ...]:
    """Return the rows of the table of rules, those with the worst states first, else in the order of the results."""
    by_rule: dict[str, dict[str, RuleLine]] = {}
    for line in results.rules:
        by_rule.setdefault(line.rule, {})[line.kind] = line
    found: list[Row] = []
    for rule, lines in by_rule.items():
        first = next(iter(lines.values()))
        cells = tuple(_cell(lines[kind], results) if kind in lines else None for kind in kinds)
        found.append(Row(rule, first.level, first.statement, first.theorems, cells))
    return tuple(sorted(found, key=lambda row: row.worst))


def _cell(line: RuleLine, results: Results) -> Cell:
    state = state_of(line.status)
    broken = (failure.id for failure in results.failures if failure.kind == line.kind and _breaks(failure, line))
    note = line.not_offered
    if head_of(results, line):
        note = in_words(results, line).removeprefix(f"{line.status.value} ")
    elif state is State.HOLDS:
        note = f"{line.effective:,} checks"
    return Cell(state, line.status.value, note, next(broken, ""))


def _breaks(failure: FailureLine, line: RuleLine) -> bool:
    return line.rule in failure.rules or line.from_ in failure.rules


def bounds(text: str) -> tuple[tuple[str, str, str], ...]:
    """Return bounds in the form of ``--bounds`` as names, numbers and meanings.

    >>> bounds("replicas=3,events=5")[1]
    ('events', '5', 'events of every exhaustive history, at most')
    """
    parts = (part.partition("=") for part in text.split(",") if part)
    return tuple((name, value, BOUNDS.get(name, "")) for name, _, value in parts)


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason for the verdict that is not a failure of a rule."""

    name: str
    text: str


def reasons(footer: Footer) -> tuple[Reason, ...]:
    """Return all reasons for the verdict besides the failures."""
    return (
        *(Reason("The adapter is not sound:", text) for text in footer.unsound),
        *(Reason(f"{kind} was given up:", why) for kind, why in footer.ended.items()),
        *(Reason(f"{each.path}, lines {each.lines[0]} to {each.lines[1]}:", each.why) for each in footer.stale),
        *((Reason("Claimed and not exercised:", ", ".join(footer.untested)),) if footer.untested else ()),
        *((Reason("Fail no longer:", ", ".join(footer.gone)),) if footer.gone else ()),
    )
