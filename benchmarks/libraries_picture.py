"""The picture of libraries side by side: one panel for each operation, one line for each library, as SVG."""

from __future__ import annotations

import math
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from libraries import Measured

__all__ = ["PICTURE", "drawn", "write"]

PICTURE = Path(__file__).with_name("libraries.svg")
COLOURS = {
    "python": "#2f6db3",
    "javascript": "#b8860b",
    "typescript": "#7a4fb5",
    "rust": "#b5432f",
    "go": "#1b8a8f",
    "java": "#3d7a35",
    "scala": "#a33b78",
    "kotlin": "#7f5539",
    "c++": "#5a6472",
}
BOUNDS = {"<": ("end", "‹", -5), ">": ("start", "›", 5)}
LINE, LEFT, PANEL, GAP, TOP = 16, 150, 180, 14, 64
NEAR = 60
"""Units between two labels of a scale, so that they do not touch."""
FONT = "font-family='system-ui, sans-serif' font-size='11'"


def write(rows: Sequence[Measured], operations: Sequence[str]) -> None:
    """Write the picture beside this module."""
    PICTURE.write_text(drawn(rows, operations), encoding="utf-8")


def drawn(rows: Sequence[Measured], operations: Sequence[str]) -> str:
    """Return the picture: the ratio to ``antichain.impl`` on a logarithmic scale, which is at the vertical line."""
    libraries = dict.fromkeys((row.library, row.language) for row in sorted(rows, key=lambda row: row.library))
    panels = [operation for operation in operations if any(row.operation == operation for row in rows)]
    width = LEFT + len(panels) * (PANEL + GAP)
    height = TOP + LINE * len(libraries) + 24
    parts = [
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' role='img' {FONT}>",
        "<title>Published libraries side by side, as multiples of antichain.impl</title>",
        f"<rect width='{width}' height='{height}' fill='#fff'/>",
        *_legend(sorted({language for _, language in libraries})),
    ]
    for place, (library, language) in enumerate(libraries):
        y = TOP + LINE * place + 11
        parts.append(
            f"<text x='{LEFT - 8}' y='{y}' text-anchor='end' fill='{COLOURS[language]}'>{escape(library)}</text>"
        )
        if place % 2 == 0:
            parts.insert(3, f"<rect y='{y - 12}' width='{width}' height='{LINE}' fill='#f4f5f7'/>")
    for place, operation in enumerate(panels):
        chosen = [row for row in rows if row.operation == operation]
        parts += _panel(operation, chosen, list(libraries), LEFT + place * (PANEL + GAP))
    return "\n".join([*parts, "</svg>", ""])


def _legend(languages: Sequence[str]) -> Iterator[str]:
    x = 8
    for language in languages:
        yield f"<circle cx='{x}' cy='14' r='4' fill='{COLOURS[language]}'/><text x='{x + 8}' y='18'>{language}</text>"
        x += 24 + 7 * len(language)
    text = "filled: the smaller size; ring: the larger size; ‹ ›: at most, at least that; line: antichain.impl"
    yield f"<text x='{x + 8}' y='18' fill='#555'>{text}</text>"


def _panel(operation: str, rows: Sequence[Measured], libraries: Sequence[tuple[str, str]], left: int) -> Iterator[str]:
    exponents = [math.log10(row.ratio) for row in rows]
    low, high = math.floor(min(*exponents, -1)), math.ceil(max(*exponents, 1))
    smaller = min(row.size for row in rows)
    bottom = TOP + LINE * len(libraries)

    def across(exponent: float) -> float:
        return left + 6 + (PANEL - 12) * (exponent - low) / (high - low)

    yield f"<text x='{left + PANEL / 2}' y='40' text-anchor='middle' font-weight='600'>{escape(operation)}</text>"
    for exponent in range(low, high + 1):
        colour, x = "#333" if exponent == 0 else "#d5d8dd", f"{across(exponent):.1f}"
        yield f"<line x1='{x}' x2='{x}' y1='{TOP - 4}' y2='{bottom}' stroke='{colour}'/>"
        anchor = {low: "start", high: "end"}.get(exponent, "middle")
        far = min(across(exponent) - across(low), across(high) - across(exponent)) > NEAR
        if anchor != "middle" or (exponent == 0 and far):
            yield f"<text x='{x}' y='56' text-anchor='{anchor}' fill='#555'>{_multiple(exponent)}</text>"
    for row in rows:
        x = f"{across(math.log10(row.ratio)):.1f}"
        y = TOP + LINE * libraries.index((row.library, row.language)) + 7
        colour = COLOURS[row.language]
        fill = colour if row.size == smaller else "none"
        told = f"{row.library}, {operation}, {row.size} replicas: {row.bound} × {row.ratio:.2f}"
        yield f"<circle cx='{x}' cy='{y}' r='4' fill='{fill}' stroke='{colour}'><title>{escape(told)}</title></circle>"
        if row.bound in BOUNDS:
            anchor, sign, shift = BOUNDS[row.bound]
            yield f"<text x='{x}' y='{y + 4}' text-anchor='{anchor}' dx='{shift}' fill='{colour}'>{sign}</text>"


def _multiple(exponent: int) -> str:
    """Return the label of a power of ten.

    >>> _multiple(-2), _multiple(0), _multiple(3)
    ('× 0.01', '× 1', '× 1000')
    """
    return f"× {10.0**exponent:.{max(0, -exponent)}f}"
