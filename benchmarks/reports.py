"""The time to render the results of a check with 1000 failures, in every format.

The failures are those of one wrong member of the zoo, found within small bounds and repeated under other ids.
"""

from __future__ import annotations

import time
from itertools import cycle, islice

import msgspec

from antichain.conformance.api import check
from antichain.conformance.engine.results.build import results_of
from antichain.conformance.engine.results.lines import Results, Selection
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.report.faces import FACES
from antichain.conformance.zoo.wrong import adds_when_merging

__all__ = ["table"]

FAILURES = 1000
MOST_SECONDS = 5
SMALL = Bounds.parse("events=3,histories=2,steps=8,large=10,crowd=20,named=1")


def table() -> str:
    """Return the table of all formats, in Markdown."""
    found = results_of(check(adds_when_merging.target, bounds=SMALL, phases=["laws", "exhaustive"]))
    many = [
        msgspec.structs.replace(failure, id=f"{number:08x}", cause=f"{number:08x}")
        for number, failure in enumerate(islice(cycle(found.failures), FAILURES))
    ]
    header = msgspec.structs.replace(found.header, selection=Selection())  # a narrowed check has no badge
    results = Results(header, found.phases, found.rules, tuple(many), found.footer)
    rows = ["| format | seconds | KiB |", "| --- | ---: | ---: |"]
    total = 0.0
    for name, face in FACES.items():
        begun = time.perf_counter()
        made = face.render(results)
        took = time.perf_counter() - begun
        total += took
        rows.append(f"| {name} | {took:.2f} | {len(made) / 1024:,.0f} |")
    rows.append(f"| **all** (goal: under {MOST_SECONDS} s) | **{total:.2f}** | |")
    return "\n".join(rows)


if __name__ == "__main__":
    print(table())  # noqa: T201  # it is a program
