"""A small space-time picture: a line for each replica, time from left to right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from antichain.conformance.names import shown_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from antichain.model.causality import Event

__all__ = ["sketch"]

_LONGEST_NAME = 12


def sketch(events: Sequence[Event], names: Mapping[str, str], width: int = 96) -> list[str]:
    r"""Return the lines; ``●3`` is the update that is event 3, ``○5←3`` the receive, as event 5, of what 3 left.

    A history too wide for ``width`` columns has no picture.

    >>> from antichain.model.causality import Event
    >>> print(*sketch([Event("A"), Event("B", of=1)], {"A": "A", "B": "B"}), sep="\n")
    A ──●1────────
    B ──────○2←1──
    """
    cells = [f"●{e}" if event.of is None else f"○{e}←{event.of}" for e, event in enumerate(events, 1)]
    shown = {replica: _short(name) for replica, name in names.items()}
    margin = max(map(cell_len, shown.values()), default=0)
    rows = []
    for replica in dict.fromkeys(event.replica for event in events):
        line = "──".join(
            cell if event.replica == replica else "─" * len(cell) for cell, event in zip(cells, events, strict=True)
        )
        rows.append(f"{shown[replica]}{' ' * (margin - cell_len(shown[replica]))} ──{line}──")
    return rows if all(cell_len(row) <= width for row in rows) else []


def _short(name: str) -> str:
    """Return a name as it can stand in a line: itself if it is plain, else quoted, and cut if it is long."""
    plain = shown_name(name)
    return plain if len(plain) <= _LONGEST_NAME else f"{plain[: _LONGEST_NAME - 1]}…"
