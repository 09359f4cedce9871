"""The kill matrix: for each member of the zoo, the rules that fired, the time, and the phases that catch it alone."""

from __future__ import annotations

from importlib import metadata
from statistics import median
from typing import TYPE_CHECKING, Any

import msgspec
from rich.table import Table

from antichain.conformance.phases.names import SELECTABLE
from antichain.conformance.zoo.measure import BOUNDS, idle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import Console

    from antichain.conformance.zoo.measure import Showing
    from antichain.conformance.zoo.member import Member

__all__ = ["as_json", "expectations", "faults", "markdown", "show_matrix", "sound"]

_SHORT = {"exhaustive": "exh."}
_HEAD = f"""\
# The zoo

Implementations that are wrong on purpose, one mistake each, and the result of the harness for each. This command wrote
the page:

    antichain zoo --output conformance/ZOO.md

The harness must catch a member by the rules that it *breaks*, of which the first is that of the cause, with a history
no longer than the smallest one known. *Events* is the length of that history: updates, receives, faults and constructed
states. *Found* is the length of the smallest history that a run found, and *by* names the phase that found it. *Alone*
lists the phases that catch the member without the others. *Fired* are all rules that failed. Every run has the bounds
`{BOUNDS}`,
seed 0, and is strict; the random histories are those of Hypothesis {metadata.version("hypothesis")}.
"""


def sound(shown: Sequence[Showing], *, whole: bool) -> bool:
    """Return whether no run shows a fault of the harness, and every phase catches a member of the whole zoo."""
    return not faults(shown, whole=whole)


def _counted(members: Mapping[str, Member], shown: Sequence[Showing]) -> list[str]:
    """Return the totals of the matrix, in sentences without times."""
    wrong = [showing for showing in shown if not members[showing.member].is_right]
    caught = [showing for showing in wrong if showing.alone]
    right = [showing for showing in shown if members[showing.member].is_right]
    accused = [showing for showing in right if showing.rules]
    said = [
        f"Caught: {len(caught)} of {len(wrong)} that are wrong. Accused: {len(accused)} of {len(right)} that are right."
    ]
    otherwise = [
        f"{showing.member} ({showing.cause} for {members[showing.member].cause})"
        for showing in caught
        if showing.cause != members[showing.member].cause
    ]
    said.append(
        f"Causes named right: {len(caught) - len(otherwise)} of {len(caught)}"
        + (f"; named otherwise: {', '.join(otherwise)}." if otherwise else ".")
    )
    several = [f"{showing.member} ({', '.join(showing.causes)})" for showing in caught if len(showing.causes) > 1]
    said.append(
        f"Shown as one failure: {len(caught) - len(several)} of {len(caught)}"
        + (f"; as several: {', '.join(several)}." if several else ".")
    )
    for phase in SELECTABLE:
        alone = [showing for showing in caught if phase in showing.alone]
        only = [showing.member for showing in alone if len(showing.alone) == 1]
        no_other = f", {len(only)} of which no other phase catches" if only else ""
        smallest = sum(showing.found_by == phase for showing in caught)
        said.append(
            f"The phase {phase} alone catches {len(alone)}{no_other}; it finds the smallest history of {smallest}."
        )
    return said


def expectations(members: Mapping[str, Member]) -> list[str]:
    """Return, for each member, the beginning of its row in Markdown, which does not depend on a run."""
    return [_row(member) for member in members.values()]


def _row(member: Member) -> str:
    cells = [f"`{member.name}`", member.sentence]
    if member.breaks:
        cells += [member.seen, ", ".join(member.breaks), member.history, str(member.events)]
    return f"| {' | '.join(cells)} |"


def markdown(members: Mapping[str, Member], shown: Sequence[Showing]) -> str:
    """Return the page: the matrix, the right members, and the totals; without times."""
    rows = dict(zip(members, expectations(members), strict=True))
    wrong = [showing for showing in shown if not members[showing.member].is_right]
    lines = [_HEAD, *(f"- {sentence}" for sentence in _counted(members, shown)), ""]
    lines += [
        "## Wrong",
        "",
        "| member | mistake | seen | breaks | smallest history known | events | found | by | alone | fired |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"{rows[showing.member]} {showing.events} | {showing.found_by} | {', '.join(showing.alone)} |"
        f" {', '.join(showing.rules)} |"
        for showing in wrong
    ]
    lines += ["", "## Unusual but right", "", "| member | what is unusual |", "| --- | --- |"]
    lines += [rows[showing.member] for showing in shown if members[showing.member].is_right]
    return "\n".join(lines) + "\n"


def show_matrix(out: Console, members: Mapping[str, Member], shown: Sequence[Showing], *, whole: bool) -> None:
    """Print the matrix, then the faults of the harness, then the totals."""
    table = Table(show_edge=False, pad_edge=False)
    table.add_column("member", overflow="fold")
    table.add_column("rules", overflow="fold")
    for column in ("events", "seconds"):
        table.add_column(column, justify="right")
    for phase in SELECTABLE:
        table.add_column(_SHORT.get(phase, phase), justify="center")
    for showing in shown:
        seconds = "" if showing.seconds is None else f"{showing.seconds:.2f}"
        events = "" if showing.events is None else str(showing.events)
        marks = (_mark(showing, phase) for phase in SELECTABLE)
        table.add_row(showing.member, " ".join(showing.rules), events, seconds, *marks)
    out.print(table)
    out.print(
        "\n✓ would have caught it alone; ★ and found the smallest history; seconds to the first failure", style="dim"
    )
    for sentence in _counted(members, shown):
        out.print(sentence)
    firsts = [showing.seconds for showing in shown if showing.seconds is not None]
    if firsts:
        total = sum(showing.total for showing in shown)
        out.print(f"First failures after {median(firsts):.2f} s in the median; {total:.0f} s in all runs together.")
    for fault in faults(shown, whole=whole):
        out.print(fault, style="red", markup=False)


def _mark(showing: Showing, phase: str) -> str:
    if phase == showing.found_by:
        return "★"
    return "✓" if phase in showing.alone else ""


def faults(shown: Iterable[Showing], *, whole: bool) -> list[str]:
    """Return the faults of the harness, in sentences."""
    kept = list(shown)
    said = [f"{showing.member}: {fault}" for showing in kept for fault in showing.faults]
    return said + [f"the phase {phase} catches no member" for phase in (idle(kept) if whole else ())]


def as_json(members: Mapping[str, Member], shown: Sequence[Showing], *, whole: bool) -> str:
    """Return the matrix for machines."""
    data: dict[str, Any] = {
        "members": [
            {
                "confession": members[showing.member].sentence,
                **{name: getattr(members[showing.member], name) for name in ("breaks", "history", "seen")},
                "known": members[showing.member].events,
                **{name: getattr(showing, name) for name in showing.__dataclass_fields__},
            }
            for showing in shown
        ],
        "faults": faults(shown, whole=whole),
    }
    return msgspec.json.format(msgspec.json.encode(data)).decode()
