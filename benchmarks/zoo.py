"""The time of the harness on the whole zoo, without pipes, and the time to the first failure of a member.

Every member is run through all phases, within the bounds of `antichain zoo`, in as many processes as there are CPUs.
The time to the first failure starts with the run of a member, and includes the doctor.
"""

from __future__ import annotations

import os
import time
from statistics import median

from antichain.conformance.commands.theory.zoo import showings
from antichain.conformance.zoo.measure import members

__all__ = ["table"]

MOST_SECONDS = 180
MOST_SECONDS_TO_THE_FIRST = 1


def table() -> str:
    """Return the table of the whole zoo, in Markdown."""
    everyone = members()
    jobs = os.cpu_count() or 1
    begun = time.perf_counter()
    shown = list(showings(list(everyone), jobs))
    took = time.perf_counter() - begun
    wrong = [showing for showing in shown if not everyone[showing.member].is_right]
    first = median(showing.seconds for showing in wrong if showing.seconds is not None)
    latest = max(showing.seconds for showing in wrong if showing.seconds is not None)
    rows = (
        ("members", f"{len(shown)}", ""),
        (f"the whole zoo, in {jobs} processes", f"{took:.0f} s", f"< {MOST_SECONDS} s"),
        ("first failure of a wrong one, median", f"{first:.2f} s", f"< {MOST_SECONDS_TO_THE_FIRST} s"),
        ("first failure of a wrong one, latest", f"{latest:.1f} s", ""),
    )
    return "\n".join(("| zoo | | goal |", "| --- | ---: | ---: |", *(f"| {' | '.join(row)} |" for row in rows), ""))


if __name__ == "__main__":
    print(table())  # noqa: T201  # it is a program
