"""Results that tests of formats share: two kinds, a rule in each status, and failures made without any target."""

from __future__ import annotations

from typing import Any

import msgspec

from antichain.conformance.cases.case import compile_case
from antichain.conformance.cases.script import Violation
from antichain.conformance.cases.variant import default_variant
from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.engine.results.build import failure_line
from antichain.conformance.engine.results.lines import (
    SCHEMA,
    Counts,
    FailureLine,
    Footer,
    Header,
    KindNumbers,
    Line,
    PhaseLine,
    Results,
    RuleLine,
    Selection,
    Source,
    StaleExcuse,
)
from antichain.conformance.engine.status import Status
from antichain.conformance.failures.failure import Failure
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.oracle.steps import FaultStep
from antichain.conformance.protocol.answers import Broken
from antichain.conformance.protocol.claims import Claim, Fault, Kind, Options
from antichain.model.causality import Event

__all__ = ["failure", "hostile", "rule", "sample", "with_verdict"]

HISTORY = (Event("A"), Event("B", of=1), FaultStep("B", Fault.CRASH), Event("B"), Event("A", of=4))
KEPT = {"type", "op", "do", "status", "verdict", "fault", "level"}
"""Fields whose values are words of the format; all other texts can be anything."""


def failure(**changed: object) -> FailureLine:
    """Return a failure of a counter that reads one too many at the end."""
    claim = Claim(Kind.G_COUNTER, Options(), tuple(Fault))
    execution = Execution.of(HISTORY)
    case = compile_case(execution, claim, default_variant(execution, claim))
    place = len(case.script.requests) - 1
    wrong = case.script.expected[place] + 1
    answers = (*case.script.expected[:place], wrong)
    made = Failure(
        case, Violation(place, wrong, ("CNT-ONCE", "CNT-SAME")), "exhaustive", answers, minimal="it is short"
    )
    return msgspec.structs.replace(failure_line(made), **{"reproduce": ("antichain replay 1",), **changed})


def errored() -> FailureLine:
    """Return a failure of a target that crashes at its first request."""
    claim = Claim(Kind.G_COUNTER, Options())
    execution = Execution.of(HISTORY[:1])
    case = compile_case(execution, claim, default_variant(execution, claim))
    broken = Broken("crash", "it ended")
    return failure_line(Failure(case, Violation(0, broken, ("ANS-OK",)), "laws", (broken,), (None,)))


def rule(name: str, status: Status, **changed: object) -> RuleLine:
    """Return the line of a rule."""
    fields: dict[str, Any] = {
        "kind": "g-counter",
        "rule": name,
        "level": "MUST",
        "decides": True,
        "statement": f"the statement of {name}",
        "theorems": ("H2",),
        "status": status,
        "effective": 3,
        "phases": {"laws": 1, "exhaustive": 2},
    }
    return RuleLine(**{**fields, **changed})


def sample() -> Results:
    """Return results that are not conformant, with a rule in each status and an excuse that is stale."""
    known = failure(known=True, issues=("https://example.org/7",), rules=("CNT-NEGATIVE",), id="known", cause="known")
    failures = (failure(), errored(), known)
    rules = (
        rule("CNT-ONCE", Status.FAILS),
        rule("CNT-SAME", Status.FAILS, level="SHOULD", decides=False),
        rule("ANS-OK", Status.ERRORED),
        rule("CNT-BIG", Status.FOLLOWS, from_="CNT-ONCE"),
        rule("CNT-NEGATIVE", Status.KNOWN),
        rule("CNT-NEW", Status.HOLDS),
        rule("WIRE-ROUND", Status.NOT_OFFERED, not_offered="it needs wire", effective=0, phases={}),
        rule("ID-DISTINCT", Status.NOT_EXERCISED, effective=0, phases={}),
        rule("LIB-HASH", Status.NOT_EXERCISED, level="INFO", decides=False, effective=0, phases={}),
        rule("ORD-BEFORE", Status.NOT_SELECTED, kind="vector-clock", effective=0, phases={}),
    )
    header = Header(
        schema=SCHEMA,
        antichain="0.1.0",
        python="3.11.7",
        platform="Linux x86_64",
        protocol=1,
        catalogue="0123456789ab",
        target="./adapter --fast",
        hello={"name": "acme", "version": "1", "language": "Go", "kinds": {"g-counter": {}, "vector-clock": {}}},
        seed=7,
        bounds={"g-counter": "replicas=3,events=5"},
        strict=False,
        selection=Selection(),
        source=Source(path="adapter"),
        argv=("antichain", "check", "./adapter --fast"),
        started="2026-11-26T12:00:00+00:00",
    )
    phase = PhaseLine(phase="laws", detail="scenarios", histories=5, checks=30, failures=1, seconds=0.5)
    played = KindNumbers(histories=5, checks=30, failures=1, seconds=0.25)
    phase = msgspec.structs.replace(phase, kinds={"g-counter": played})
    counts = Counts(histories=5, checks=30, failures=3, known=1, causes=3, rules={Status.HOLDS: 1})
    footer = Footer(
        verdict=Verdict.NOT_CONFORMANT,
        exit=1,
        sentence="NOT CONFORMANT: ./adapter --fast breaks CNT-ONCE",
        interrupted=False,
        unsound=("it prints a banner",),
        ended={"vector-clock": "it broke in 6 distinct histories"},
        untested=("ID-DISTINCT (g-counter)",),
        stale=(StaleExcuse(path="antichain.toml", lines=(3, 6), rule="CNT-OWN", why="matches nothing"),),
        gone=("0badcafe",),
        notes=("a note",),
        counts=counts,
        seconds=0.5,
    )
    return Results(header, (phase,), rules, failures, footer)


def with_verdict(verdict: Verdict, *rules: RuleLine, failures: tuple[FailureLine, ...] = ()) -> Results:
    """Return results with this verdict, these rules and no further complaints."""
    base = sample()
    footer = msgspec.structs.replace(
        base.footer, verdict=verdict, exit=verdict.exit_code, unsound=(), ended={}, untested=(), stale=()
    )
    return Results(base.header, base.phases, rules, failures, footer)


def hostile(results: Results, text: str) -> Results:
    """Return results with ``text`` before each text that a target or a user can choose."""
    lines = [msgspec.convert(_before(msgspec.to_builtins(line), text), Line) for line in results.lines]
    return Results(
        lines[0],
        tuple(line for line in lines if isinstance(line, PhaseLine)),
        tuple(line for line in lines if isinstance(line, RuleLine)),
        tuple(line for line in lines if isinstance(line, FailureLine)),
        lines[-1],
    )


def _before(value: object, text: str, key: str = "") -> object:
    """Return plain data with ``text`` before each text, except the words of the format and numbers in words."""
    if isinstance(value, str):
        return value if key in KEPT else text + value
    if isinstance(value, dict):
        kept = ("points", "selection", "rules")
        return {
            name: each if name in kept and isinstance(each, dict) else _before(each, text, name)
            for name, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [each if key == "points" else _before(each, text, key) for each in value]
    return value
