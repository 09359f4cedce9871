"""From a report to the lines of a results file."""

from __future__ import annotations

import hashlib
import platform
from collections import Counter
from dataclasses import dataclass, field
from math import isinf
from typing import TYPE_CHECKING, Any

import msgspec

from antichain.conformance.engine.results.diagram import diagram
from antichain.conformance.engine.results.file import encoded
from antichain.conformance.engine.results.lines import (
    SCHEMA,
    Counts,
    FailureLine,
    Footer,
    Header,
    KindNumbers,
    PhaseLine,
    Results,
    RuleLine,
    Selection,
    Source,
    StaleExcuse,
)
from antichain.conformance.engine.results.transcript import exchanges, plain_json, recipe, second_answers, steps
from antichain.conformance.engine.sentence import verdict
from antichain.conformance.failures.case_file import case_id, version
from antichain.conformance.failures.failure import word
from antichain.conformance.phases.names import PhaseName
from antichain.conformance.protocol.claims import PROTOCOL
from antichain.conformance.rules.catalogue import RULES
from antichain.conformance.rules.offers import not_offered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from antichain.conformance.engine.report import Report
    from antichain.conformance.failures.failure import Failure

__all__ = ["FROM_PYTHON", "Origin", "as_data", "catalogue_digest", "failure_line", "results_of"]


_NO_SOURCE = Source(path="antichain.toml")


@dataclass(frozen=True, slots=True)
class Origin:
    """The origin of a report: the command, its start, the file of the target, and notes on the case files.

    ``reproduce`` holds the commands that show each failure again, by the id of the failure.
    """

    argv: tuple[str, ...] = ()
    started: str | None = None
    source: Source = _NO_SOURCE
    reproduce: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


FROM_PYTHON = Origin()
"""The origin of a check that no command started."""


def results_of(report: Report, origin: Origin = FROM_PYTHON) -> Results:
    """Return the results of a check, which depend only on seed and bounds, except seconds, environment and origin."""
    failures = tuple(_failure(failure, group[0], report, origin) for group in report.groups for failure in group)
    return Results(_header(report, origin), _phases(report), tuple(_rules(report)), failures, _footer(report, origin))


def as_data(results: Results) -> dict[str, Any]:
    """Return results as one object: the fields of header and footer, and the other lines in lists."""
    header, *others, footer = (msgspec.json.decode(encoded(line)) for line in results.lines)
    listed: dict[str, list[dict[str, Any]]] = {"phase": [], "rule": [], "failure": []}
    for line in others:
        listed[line["type"]].append(line)
    kinds: dict[str, dict[str, Any]] = {}
    for line in listed["rule"]:
        kinds.setdefault(line["kind"], {})[line["rule"]] = line
    return {
        **header,
        **footer,
        "type": "results",
        "phases": listed["phase"],
        "kinds": kinds,
        "findings": listed["failure"],
    }


def catalogue_digest() -> str:
    """Return a digest of all rules; two checks with the same digest judge by the same rules."""
    text = "\n".join(f"{rule.id} {rule.level} {rule.statement}" for rule in RULES.values())
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _header(report: Report, origin: Origin) -> Header:
    config = report.config
    return Header(
        schema=SCHEMA,
        antichain=version(),
        python=platform.python_version(),
        platform=f"{platform.system()} {platform.machine()}",
        protocol=PROTOCOL,
        catalogue=catalogue_digest(),
        target=report.target,
        hello=plain_json(report.hello),
        seed=config.seed,
        bounds={kind.value: str(bounds) for kind, bounds in report.bounds.items()},
        profile=None if config.profile is None else config.profile.value,
        max_seconds=None if isinf(config.max_seconds) else config.max_seconds,
        required=report.required,
        not_offered={claim.kind.value: not_offered(claim) for claim in report.selected},
        strict=config.strict,
        selection=Selection(
            kinds=tuple(kind.value for kind in config.kinds),
            rules=config.rules,
            phases=config.phases,
            history=bool(config.histories),
        ),
        source=origin.source,
        argv=origin.argv,
        started=origin.started,
    )


def _phases(report: Report) -> tuple[PhaseLine, ...]:
    return tuple(
        PhaseLine(
            phase=phase.phase,
            detail=phase.detail,
            histories=phase.histories,
            checks=phase.checks,
            failures=phase.failures,
            seconds=round(phase.seconds, 3),
            kinds={
                kind: KindNumbers(
                    histories=each.histories,
                    checks=each.checks,
                    failures=each.failures,
                    seconds=round(each.seconds, 3),
                )
                for kind, each in phase.by_kind.items()
            },
        )
        for phase in report.phases
    )


def _rules(report: Report) -> Iterator[RuleLine]:
    for kind, statuses in report.rules.items():
        effective, by_phase = report.effective.get(kind, Counter()), report.by_phase.get(kind, {})
        for name, status in statuses.items():
            rule = RULES[name]
            yield RuleLine(
                kind=kind.value,
                rule=name,
                level=rule.level.value,
                decides=report.weighs(name),
                statement=rule.statement,
                theorems=rule.theorems,
                status=status,
                effective=effective[name],
                phases={phase: counts[name] for phase, counts in by_phase.items() if counts[name]},
                from_=report.consequences[kind][name] if status.name == "FOLLOWS" else "",
                not_offered=report.not_offered(kind, name),
            )


def _failure(failure: Failure, first: Failure, report: Report, origin: Origin) -> FailureLine:
    known = report.excuses(failure)
    return msgspec.structs.replace(
        failure_line(failure),
        cause=case_id(first),
        known=known,
        issues=tuple(report.config.known.issues(failure)) if known else (),
        reproduce=origin.reproduce.get(case_id(failure), ()),
    )


def failure_line(failure: Failure) -> FailureLine:
    """Return the line of a single failure: it is its own cause, and not known."""
    place = failure.violation.place
    return FailureLine(
        id=case_id(failure),
        cause=case_id(failure),
        known=False,
        issues=(),
        kind=failure.kind.value,
        rules=failure.rules,
        phase=failure.phase,
        about=failure.case.title,
        events=failure.events,
        because=failure.explanation,
        minimal=failure.minimal,
        hint=failure.hint,
        not_attributed=not failure.attributed,
        flaky=failure.flaky,
        errored=failure.errored,
        specified=word(failure.expected(place)),
        observed=word(failure.violation.answer),
        steps=steps(failure),
        diagram=diagram(failure.case.script, place),
        transcript=exchanges(failure),
        second=second_answers(failure),
        recipe=recipe(failure),
    )


def _footer(report: Report, origin: Origin) -> Footer:
    statuses = Counter(status for each in report.rules.values() for status in each.values())
    # The doctor repeats its script until its measurement is exact, so its numbers have no meaning.
    judged = [phase for phase in report.phases if phase.phase != PhaseName.DOCTOR]
    return Footer(
        verdict=report.verdict,
        exit=report.exit_code,
        sentence=verdict(report),
        interrupted=report.interrupted,
        late=report.late,
        unmet=report.unmet,
        unsound=report.unsound,
        ended={kind.value: why for kind, why in report.ended.items()},
        untested=report.untested,
        stale=tuple(
            StaleExcuse(path=each.path, lines=each.lines, rule=each.rule, why=each.why) for each in report.stale
        ),
        gone=report.gone,
        notes=(*report.notes, *origin.notes),
        counts=Counts(
            histories=sum(phase.histories for phase in judged),
            checks=sum(phase.checks for phase in judged),
            failures=len(report.shown),
            known=len(report.known),
            causes=len(report.groups),
            rules=dict(statuses),
        ),
        seconds=round(sum(phase.seconds for phase in report.phases), 3),
    )
