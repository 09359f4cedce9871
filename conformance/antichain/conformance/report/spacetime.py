"""A small space-time picture: a line for each replica, time from left to right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from antichain.conformance.histories.replica_names import shown_name
from antichain.conformance.oracle.steps import FaultStep
from antichain.conformance.protocol.claims import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from antichain.model.causality import Event

__all__ = ["sketch"]

_LONGEST_NAME = 12


def sketch(events: Sequence[Event | FaultStep], names: Mapping[str, str], width: int = 96) -> list[str]:
    r"""Return the lines; ``●3`` is event 3, an update; ``○5←3`` is event 5, the receive of the state of event 3.

    A fault step is written out, as in ``×4 wipe``.

    A history too wide for ``width`` columns has no picture.

    >>> from antichain.model.causality import Event
    >>> print(*sketch([Event("A"), Event("B", of=1)], {"A": "A", "B": "B"}), sep="\n")
    A ──●1────────
    B ──────○2←1──
    """
    cells = [_cell(e, event, names) for e, event in enumerate(events, 1)]
    shown = {replica: _short(name) for replica, name in names.items()}
    margin = max(map(cell_len, shown.values()), default=0)
    rows = []
    there = {name for event in events for name in (event.replica, getattr(event, "as_", ""))}
    for replica in (name for name in names if name in there):
        line = "──".join(
            cell if event.replica == replica else "─" * len(cell) for cell, event in zip(cells, events, strict=True)
        )
        rows.append(f"{shown[replica]}{' ' * (margin - cell_len(shown[replica]))} ──{line}──")
    return rows if all(cell_len(row) <= width for row in rows) else []


def _cell(e: int, event: Event | FaultStep, names: Mapping[str, str]) -> str:
    match event:
        case FaultStep(_, Fault.RESTORE, back):
            return f"×{e} restore←{back}"
        case FaultStep(_, Fault.CLONE, _, as_):
            return f"×{e} clone→{_short(names[as_])}"
        case FaultStep(_, fault, during=during):
            return f"×{e} {fault}{' during an update' if during else ''}"
    return f"●{e}" if event.of is None else f"○{e}←{event.of}"


def _short(name: str) -> str:
    """Return a name that fits in a line: itself if it is plain, else quoted, and cut if it is long."""
    plain = shown_name(name)
    head, tail = _LONGEST_NAME - _LONGEST_NAME // 3 - 1, _LONGEST_NAME // 3
    return plain if len(plain) <= _LONGEST_NAME else f"{plain[:head]}…{plain[-tail:]}"
