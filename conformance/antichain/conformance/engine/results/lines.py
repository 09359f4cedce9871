"""The lines of a results file: a header, then phases, rules and failures, and a footer.

Every value is JSON. A field that equals its default is left out, where it has one. Fields may be added without a new
schema version; a reader ignores fields that it does not know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from antichain.conformance.engine.exit_codes import Verdict  # noqa: TC001 — msgspec needs it while running
from antichain.conformance.engine.results.diagram import Diagram  # noqa: TC001 — msgspec needs it while running
from antichain.conformance.engine.results.transcript import Exchange, Recipe, StepLine  # noqa: TC001 — msgspec needs it while running
from antichain.conformance.engine.status import Status  # noqa: TC001 — msgspec needs it while running

__all__ = [
    "SCHEMA",
    "Counts",
    "ErrorLine",
    "FailureLine",
    "Footer",
    "Header",
    "KindNumbers",
    "Line",
    "PhaseLine",
    "Results",
    "RuleLine",
    "Selection",
    "Source",
    "StaleExcuse",
]

SCHEMA = 1
"""The version of the format; it changes only if a reader of the version before would misread a file."""


class Selection(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a check was narrowed to; an empty selection is a whole check."""

    kinds: Annotated[tuple[str, ...], Meta(description="The kinds of `--kind`.")] = ()
    rules: Annotated[tuple[str, ...], Meta(description="The rules of `--rule`.")] = ()
    phases: Annotated[tuple[str, ...], Meta(description="The phases of `--phase`.")] = ()
    history: Annotated[bool, Meta(description="Whether only given histories were played.")] = False

    @property
    def is_partial(self) -> bool:
        """Whether the check judged less than all that the target claims."""
        return bool(self.kinds or self.rules or self.phases or self.history)


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A place in the repository of the target, to which failures are attached."""

    path: Annotated[str, Meta(description="The file, relative to the root of the repository, with `/`.")]
    line: Annotated[int, Meta(description="The line, from 1.", ge=1)] = 1


class Header(msgspec.Struct, frozen=True, kw_only=True, tag="header", tag_field="type"):
    """The first line: the target, the environment, and all that the check depends on."""

    schema: Annotated[int, Meta(description="The version of this format.")]
    antichain: Annotated[str, Meta(description="The version of antichain.")]
    python: Annotated[str, Meta(description="The version of Python that ran antichain.")]
    platform: Annotated[str, Meta(description="The operating system and the machine.")]
    protocol: Annotated[int, Meta(description="The version of the protocol.")]
    catalogue: Annotated[str, Meta(description="A digest of all rules: their ids, levels and statements.")]
    target: Annotated[str, Meta(description="The target, as it stands on the command line.")]
    hello: Annotated[dict[str, Any], Meta(description="The answer of the target to `hello`: its name and claims.")]
    seed: Annotated[int, Meta(description="The seed of the check.")]
    profile: Annotated[str | None, Meta(description="The name of the fixed bounds; null if there is none.")] = None
    bounds: Annotated[dict[str, str], Meta(description="The bounds of each kind, as `--bounds` takes them.")]
    max_seconds: Annotated[float | None, Meta(description="The seconds of `--max-seconds`; null if none.")] = None
    required: Annotated[
        tuple[str, ...], Meta(description="The offers that `--require` or `must-claim` ask of the target.")
    ] = ()
    not_offered: Annotated[
        dict[str, tuple[str, ...]], Meta(description="The options and faults that each kind does not offer.")
    ] = {}
    strict: Annotated[bool, Meta(description="Whether SHOULD rules decide the verdict, too.")]
    selection: Annotated[Selection, Meta(description="What the check was narrowed to.")]
    source: Annotated[Source, Meta(description="The file of the target, or else the file of known failures.")] = Source(
        path="antichain.toml"
    )
    argv: Annotated[tuple[str, ...], Meta(description="The command that reproduces the check; empty from Python.")]
    started: Annotated[
        str | None, Meta(description="When the check started: date and time in ISO 8601 with its offset; or null.")
    ]


class KindNumbers(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of one phase on one kind."""

    histories: Annotated[int, Meta(description="How many histories were played.")]
    checks: Annotated[int, Meta(description="How many right answers tested a rule.")]
    failures: Annotated[int, Meta(description="How many histories had a wrong answer, before these were grouped.")]
    seconds: Annotated[float, Meta(description="How many seconds the phase took on this kind.")]


class PhaseLine(msgspec.Struct, frozen=True, kw_only=True, tag="phase", tag_field="type"):
    """One phase, over all kinds."""

    phase: Annotated[str, Meta(description="The name of the phase.")]
    detail: Annotated[str, Meta(description="What the phase went through, in words.")]
    histories: Annotated[int, Meta(description="How many histories were played.")]
    checks: Annotated[int, Meta(description="How many right answers tested a rule.")]
    failures: Annotated[int, Meta(description="How many histories had a wrong answer, before these were grouped.")]
    seconds: Annotated[float, Meta(description="How many seconds the phase took.")]
    kinds: Annotated[
        dict[str, KindNumbers], Meta(description="The same numbers for each kind that the phase played.")
    ] = {}


class RuleLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="rule", tag_field="type"):
    """One rule, for one kind."""

    kind: Annotated[str, Meta(description="The kind.")]
    rule: Annotated[str, Meta(description="The id of the rule.")]
    level: Annotated[str, Meta(description="MUST, SHOULD or INFO.")]
    decides: Annotated[bool, Meta(description="Whether the rule decides the verdict of this check.")]
    statement: Annotated[str, Meta(description="The rule in one sentence.")]
    theorems: Annotated[tuple[str, ...], Meta(description="The ids of the theorems behind the rule.")]
    status: Annotated[Status, Meta(description="The result.")]
    effective: Annotated[int, Meta(description="How many right answers tested the rule.")]
    phases: Annotated[dict[str, int], Meta(description="The same number for each phase where it is not 0.")] = {}
    from_: Annotated[str, Meta(description="If the rule fails as a consequence: the rule that it follows from.")] = (
        msgspec.field(name="from", default="")
    )
    not_offered: Annotated[str, Meta(description="Why the rule does not apply to the claims of the target.")] = ""


class FailureLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="failure", tag_field="type"):
    """One failure: a case with a wrong answer, confirmed, attributed and shrunk."""

    id: Annotated[str, Meta(description="The id, which `antichain replay` takes: equal requests have equal ids.")]
    cause: Annotated[str, Meta(description="The id of the first failure of the same cause; its own id if it is first.")]
    known: Annotated[bool, Meta(description="Whether the failure is known and excused.")]
    issues: Annotated[tuple[str, ...], Meta(description="The addresses of the bug reports of a known failure.")]
    kind: Annotated[str, Meta(description="The kind.")]
    rules: Annotated[tuple[str, ...], Meta(description="The broken rules, the most specific first.", min_length=1)]
    phase: Annotated[str, Meta(description="The phase that found the failure.")]
    about: Annotated[str, Meta(description="The title of the case.")]
    events: Annotated[int, Meta(description="The number of events up to and with the wrong answer.")]
    because: Annotated[str, Meta(description="The sentence that says why the answer is wrong.")]
    minimal: Annotated[str, Meta(description="A sentence if no shorter history fails; else empty.")]
    hint: Annotated[
        str, Meta(description="A sentence if the failure passes under another claim, which it names; else empty.")
    ] = ""
    not_attributed: Annotated[
        bool, Meta(description="True if the time for causes ended first: it may follow from another failure.")
    ] = False
    flaky: Annotated[bool, Meta(description="Whether a fresh process gave other answers.")]
    errored: Annotated[bool, Meta(description="Whether the target crashed, hung or left the protocol.")]
    specified: Annotated[str, Meta(description="The right answer in words.")]
    observed: Annotated[str, Meta(description="The wrong answer in words.")]
    steps: Annotated[tuple[StepLine, ...], Meta(description="The steps that lead to the wrong answer, in words.")]
    diagram: Annotated[Diagram, Meta(description="The case as a space-time diagram.")]
    transcript: Annotated[
        tuple[Exchange, ...], Meta(description="All requests and answers; the last answer is the wrong one.")
    ]
    second: Annotated[
        tuple[dict[str, Any], ...], Meta(description="The answers of a second run, where the failure is flaky.")
    ] = ()
    reproduce: Annotated[tuple[str, ...], Meta(description="Commands that show the failure again.")] = ()
    recipe: Annotated[
        Recipe | None, Meta(description="How to make the case again; left out for a case written by hand.")
    ] = None


class StaleExcuse(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the file of known failures that is not needed any more."""

    path: Annotated[str, Meta(description="The file.")]
    lines: Annotated[tuple[int, int], Meta(description="The first and the last line of the entry.")]
    rule: Annotated[str, Meta(description="The rule of the entry.")]
    why: Annotated[str, Meta(description="Why the entry is not needed.")]


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers of a check."""

    histories: Annotated[int, Meta(description="Histories that were played, without those of the doctor.")]
    checks: Annotated[int, Meta(description="Right answers that tested a rule, without those to the doctor.")]
    failures: Annotated[int, Meta(description="Failures in this file.")]
    known: Annotated[int, Meta(description="Those of them that are known and excused.")]
    causes: Annotated[int, Meta(description="Causes: groups of failures.")]
    rules: Annotated[dict[Status, int], Meta(description="Pairs of a kind and a rule, by status.")]


class Footer(msgspec.Struct, frozen=True, kw_only=True, tag="footer", tag_field="type"):
    """The last line: the verdict. A file without a footer is truncated."""

    verdict: Annotated[Verdict, Meta(description="The verdict.")]
    exit: Annotated[int, Meta(description="The exit code of `antichain check`.")]
    sentence: Annotated[str, Meta(description="The verdict in one sentence.")]
    interrupted: Annotated[bool, Meta(description="Whether the check was interrupted.")]
    unsound: Annotated[tuple[str, ...], Meta(description="What is wrong with the adapter itself.")]
    ended: Annotated[dict[str, str], Meta(description="The kinds that were given up, each with the reason.")]
    untested: Annotated[tuple[str, ...], Meta(description="Claimed rules that decide and that no step tested.")]
    stale: Annotated[tuple[StaleExcuse, ...], Meta(description="Excuses that are not needed any more.")]
    gone: Annotated[tuple[str, ...], Meta(description="The ids of failures of earlier runs that pass now.")]
    notes: Annotated[tuple[str, ...], Meta(description="Notes for the reader.")]
    counts: Annotated[Counts, Meta(description="Numbers of the check.")]
    seconds: Annotated[float, Meta(description="How many seconds the phases took, all together.")]
    late: Annotated[bool, Meta(description="Whether the check ended at `--max-seconds`, before its end.")] = False
    unmet: Annotated[tuple[str, ...], Meta(description="A sentence for each offer that is required and not made.")] = ()


class ErrorLine(msgspec.Struct, frozen=True, kw_only=True, tag="error", tag_field="type"):
    """What `--json` prints in place of a result if there is none."""

    exit: Annotated[
        int,
        Meta(
            description="2: usage, or the target cannot be started; 4: a defect of antichain; 130: interrupted before "
            "anything was judged."
        ),
    ]
    error: Annotated[str, Meta(description="What is wrong, in one sentence.")]


Line = Header | PhaseLine | RuleLine | FailureLine | Footer
"""One line of a results file."""


@dataclass(frozen=True, slots=True)
class Results:
    """The lines of a results file, by type; :func:`antichain.conformance.engine.results.file.read` returns it."""

    header: Header
    phases: tuple[PhaseLine, ...]
    rules: tuple[RuleLine, ...]
    failures: tuple[FailureLine, ...]
    footer: Footer

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines, in the order in which they are written."""
        return (self.header, *self.phases, *self.rules, *self.failures, self.footer)

    @property
    def causes(self) -> tuple[tuple[FailureLine, ...], ...]:
        """The failures by cause; the first of each group is the one to read first."""
        groups: dict[str, list[FailureLine]] = {}
        for failure in self.failures:
            groups.setdefault(failure.cause, []).append(failure)
        return tuple(map(tuple, groups.values()))
