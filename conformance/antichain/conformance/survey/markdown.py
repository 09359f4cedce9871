"""The survey as Markdown: which libraries to use, and what to avoid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.survey.matrix import Advice, State
from antichain.conformance.survey.record import PROFILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from antichain.conformance.survey.matrix import Surveyed

__all__ = ["cell", "render"]

_HEAD = f"""\
# Survey

Published libraries, each checked against the model at the same bounds (profile `{PROFILE.value}`). This command wrote
the page:

    antichain survey --output conformance

This page has only results of runs. A choice that a library documents is a claim of its adapter and not a failure. "No
wrong answer found" is not a proof: it means that every rule that applies was tested within the bounds. Libraries are
chosen from the package registries of their languages by a search for clocks and counters; those with many users come
first, and some with few users are here because they show how such libraries go wrong. Debian's archive, searched in
2026-11 for clocks, vectors and CRDTs, has none in Erlang, Haskell, OCaml, Ruby, PHP, Lua, Perl or R.

Each figure of users names its source and its month. npm and PyPI were asked in 2026-11. crates.io, Maven Central and
the Go module proxy tell no figure to their clients, so that figures of their packages come from stored copies of other
pages; where none was found, the number of users is unknown.
"""

_SECTIONS = (
    (Advice.USE, "Libraries that can be used"),
    (Advice.ODD, "Libraries that are wrong for odd inputs only"),
    (Advice.EDGES, "Libraries that are wrong at edges that can be reached"),
    (Advice.AVOID, "Libraries that are wrong in ordinary use"),
    (Advice.UNCLEAR, "Libraries that were not judged to the end"),
)


def render(surveyed: Sequence[Surveyed], missing: Iterable[str]) -> str:
    """Return the page; ``missing`` are the adapters that are not installed."""
    parts = [_HEAD]
    for advice, title in _SECTIONS:
        chosen = [each for each in surveyed if each.advice is advice]
        if chosen:
            parts.append(f"## {title}\n\n" + "\n".join(_table(chosen)) + "\n")
    parts.append("## Rules\n\n" + "\n".join(_matrix(surveyed)) + "\n")
    absent = sorted(missing)
    if absent:
        parts.append(f"## Not installed\n\nNot installed here, and not judged: {', '.join(absent)}.\n")
    return "\n".join(parts)


def _table(chosen: Sequence[Surveyed]) -> Iterator[str]:
    yield "| library | version | language | kinds | users | what to avoid |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for each in chosen:
        manifest = each.adapter.manifest
        library = f"[{manifest.package}]({manifest.homepage}) (`{each.adapter.name}`)"
        kinds = ", ".join(kind.value for kind in manifest.kinds)
        cells = (library, each.adapter.version, manifest.language, kinds, manifest.users, each.avoid or "nothing found")
        yield f"| {' | '.join(map(cell, cells))} |"


def _matrix(surveyed: Sequence[Surveyed]) -> Iterator[str]:
    signs = "; ".join(f"{state.sign} {state.value}" for state in State if state is not State.NOT_OFFERED)
    yield f"{signs}. Rules that a library does not offer are left out. `antichain explain RULE` says what a rule means."
    yield (
        "Seconds are those of the runs that wrote this page, on a machine that other work used as well: of the "
        "installation (with what was in the caches of its tool), of a start until hello is answered, and of the check."
    )
    yield ""
    yield "| library | kind | ✗ | ↳ | ? | ✓ | install in s | start in s | check in s |"
    yield "| --- | --- | --- | --- | --- | ---: | ---: | ---: | ---: |"
    for each in surveyed:
        for row in each.rows:
            by_state = {state: [rule for rule, held in row.states.items() if held is state] for state in State}
            lists = [", ".join(by_state[state]) for state in (State.FAILS, State.FOLLOWS, State.UNTESTED)]
            record = each.record
            times = f"{each.adapter.seconds():.0f}", f"{record.start_seconds:.1f}", f"{record.seconds:.0f}"
            cells = (each.adapter.name, row.kind, *lists, str(len(by_state[State.HOLDS])), *times)
            yield f"| {' | '.join(map(cell, cells))} |"


def cell(text: str) -> str:
    """Return a text as a cell of a table."""
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")
