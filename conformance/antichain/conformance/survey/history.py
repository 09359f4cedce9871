"""The history of libraries: a defect of one version that a later version does not have, as the checks of both show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.survey.markdown import cell
from antichain.conformance.survey.matrix import State

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from antichain.conformance.survey.matrix import Surveyed
    from antichain.conformance.targets.third_party.manifest import Repair

__all__ = ["render", "repairs", "unseen"]

_HEAD = """\
# History

Libraries whose later versions lack a defect of an earlier one, each version checked at the same bounds. This command
wrote the page:

    antichain survey --history --output conformance

A defect is listed if its rules fail at the one version and hold at the other. The link leads to the report of the
defect, to the change that repairs it, or to the repaired version.
"""


def repairs(surveyed: Sequence[Surveyed]) -> Iterator[tuple[str, Repair, str]]:
    """Yield the repairs that the manifests name: the library, the repair, and why its checks do not show it."""
    for manifest in {each.adapter.manifest.name: each.adapter.manifest for each in surveyed}.values():
        versions = [each for each in surveyed if each.adapter.manifest.name == manifest.name]
        for repair in manifest.repairs:
            yield manifest.name, repair, unseen(repair, versions)


def unseen(repair: Repair, versions: Sequence[Surveyed]) -> str:
    """Return why the checks of these versions do not show a repair; an empty text if they show it."""
    by_version = {each.adapter.version: each for each in versions}
    before, after = (_states(by_version.get(version), repair) for version in (repair.last, repair.repaired))
    broken = {State.FAILS, State.FOLLOWS}
    if before.get("ANS-OK") is State.FAILS:
        broken.add(State.UNTESTED)  # an error took the place of the answer
    for version, states, due, wanted in (
        (repair.last, before, broken, "a failure"),
        (repair.repaired, after, {State.HOLDS}, "that it holds"),
    ):
        for rule in repair.rules:
            state = states.get(rule)
            if state not in due:
                return f"{version}: {rule} {state.value if state else 'was not judged'}; expected {wanted}"
    return ""


def _states(surveyed: Surveyed | None, repair: Repair) -> dict[str, State]:
    rows = surveyed.rows if surveyed else ()
    return next((row.states for row in rows if row.kind == repair.kind.value), {})


def render(surveyed: Sequence[Surveyed]) -> str:
    """Return the page about every version of some libraries."""
    return "\n".join([_HEAD, *_repairs(surveyed), "\n## Versions\n", *_versions(surveyed), ""])


def _repairs(surveyed: Sequence[Surveyed]) -> Iterator[str]:
    yield "| library | defect | rules | seen until | not since |"
    yield "| --- | --- | --- | --- | --- |"
    for name, repair, why in repairs(surveyed):
        if not why:
            cells = (name, f"{repair.what} ([source]({repair.link}))", ", ".join(repair.rules))
            yield f"| {' | '.join(map(cell, (*cells, repair.last, repair.repaired)))} |"


def _versions(surveyed: Sequence[Surveyed]) -> Iterator[str]:
    yield "| library | version | kind | fails | follows | not tested |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for each in surveyed:
        for row in each.rows:
            lists = [
                ", ".join(rule for rule, held in row.states.items() if held is state)
                for state in (State.FAILS, State.FOLLOWS, State.UNTESTED)
            ]
            yield f"| {' | '.join(map(cell, (each.adapter.manifest.name, each.adapter.version, row.kind, *lists)))} |"
