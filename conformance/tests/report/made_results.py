"""Results made by hand, small and with every feature that a page shows."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

import msgspec

from antichain.conformance.cases.script import ScriptBuilder
from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.engine.results.diagram import FIRST_LINE, diagram
from antichain.conformance.engine.results.lines import (
    SCHEMA,
    Counts,
    FailureLine,
    Footer,
    Header,
    PhaseLine,
    Results,
    RuleLine,
    Selection,
    StaleExcuse,
)
from antichain.conformance.engine.results.transcript import Exchange, StepLine
from antichain.conformance.engine.status import Status
from antichain.conformance.protocol import requests as r
from antichain.conformance.protocol.claims import Claim, Kind, Options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.protocol.requests import Request

COUNTER = Claim(Kind.G_COUNTER, Options())

STORY: tuple[tuple[int, Request, object, object], ...] = (
    (1, r.Increment("A"), None, None),
    (1, r.Send("A", "m1"), None, None),
    (1, r.Value("A"), 1, 1),
    (2, r.Increment("B", 2), None, None),
    (3, r.Receive("B", "m1"), None, None),
    (4, r.Crash("A"), None, None),
    (5, r.Increment("A"), None, None),
    (5, r.Send("A", "m5"), None, None),
    (6, r.Receive("B", "m1"), None, None),
    (6, r.Value("B"), 3, 4),
)
"""The event, the request, the right answer and the observed one: m1 arrives twice, A crashes, m5 is lost."""


def failure(
    name: str = "41d16511",
    cause: str = "",
    story: Sequence[tuple[int, Request, object, object]] = STORY,
    **other: object,
) -> FailureLine:
    """Return a failure with this id and this cause, made of a story whose last answer is wrong."""
    builder = ScriptBuilder(COUNTER, ["A", "B"])
    answers: list[tuple[object, object]] = [(None, None)]
    for event, request, *pair in story:
        builder.event = event
        builder.request(request)
        answers.append((pair[0], pair[1]))
    script = builder.script()
    last = len(answers) - 1
    transcript = tuple(
        Exchange(
            line=line,
            event=step.event,
            request=msgspec.to_builtins(step.request),
            expected={"ok": right},
            observed={"ok": observed},
            ok=line - FIRST_LINE < last,
        )
        for line, (step, (right, observed)) in enumerate(zip(script.steps, answers, strict=True), FIRST_LINE)
    )
    told = [each for each in transcript[1:] if each.request["op"] != "value" or not each.ok]
    made = FailureLine(
        id=name,
        cause=cause or name,
        known=False,
        issues=(),
        kind="g-counter",
        rules=("CNT-ONCE",),
        phase="exhaustive",
        about="history",
        events=6,
        because="an update that arrived more than once is counted more than once",
        minimal="no history with fewer events fails",
        flaky=False,
        errored=False,
        specified=str(answers[-1][0]),
        observed=str(answers[-1][1]),
        steps=tuple(
            StepLine(
                step=number,
                line=each.line,
                replica=each.request.get("replica", ""),
                action=each.request["op"],
                specified="" if each.ok else str(answers[-1][0]),
                observed="" if each.ok else str(answers[-1][1]),
            )
            for number, each in enumerate(told, 1)
        ),
        diagram=diagram(script, last),
        transcript=transcript,
        reproduce=(f"antichain replay {name}", f"./adapter < .antichain/cases/{name}.jsonl"),
    )
    return msgspec.structs.replace(made, **other)


def rule(name: str, status: Status, kind: str = "g-counter", **other: object) -> RuleLine:
    """Return a rule with this status."""
    checks = 0 if status in {Status.NOT_EXERCISED, Status.NOT_OFFERED} else 1200
    made = RuleLine(
        kind=kind,
        rule=name,
        level="MUST",
        decides=True,
        statement=f"the statement of {name}",
        theorems=("F1",),
        status=status,
        effective=checks,
        phases={"laws": 1000, "exhaustive": 200} if checks else {},
    )
    return msgspec.structs.replace(made, **other)


RULES = (
    rule("ORD-BEFORE", Status.NOT_OFFERED, not_offered="it needs a clock"),
    rule("CNT-OWN", Status.HOLDS),
    rule("CNT-NEW", Status.NOT_EXERCISED),
    rule("CNT-ONCE", Status.FAILS),
    rule("CNT-SAME", Status.FOLLOWS, from_="CNT-ONCE"),
    rule("CNT-NEGATIVE", Status.KNOWN),
    rule("CNT-OWN", Status.HOLDS, "pn-counter"),
    rule("CNT-ONCE", Status.HOLDS, "pn-counter"),
)


def results(
    failures: Sequence[FailureLine] = (), rules: Sequence[RuleLine] = RULES, verdict: Verdict = Verdict.NOT_CONFORMANT
) -> Results:
    """Return results with these failures; by default one alone."""
    held = tuple(failures) or (failure(),)
    return Results(
        Header(
            schema=SCHEMA,
            antichain="0.1.0",
            python=platform.python_version(),
            platform="Linux x86_64",
            protocol=1,
            catalogue="0123456789ab",
            target="./adapter --counters",
            hello={
                "name": "acme",
                "version": "2.1",
                "homepage": "https://example.org/acme",
                "kinds": {"g-counter": {}},
            },
            seed=7,
            bounds={"g-counter": "replicas=3,events=5,histories=60", "pn-counter": "replicas=3,events=4,histories=60"},
            max_seconds=90.0,
            required=("entries",),
            not_offered={"g-counter": ("wire", "delta"), "pn-counter": ()},
            strict=False,
            selection=Selection(),
            argv=("antichain", "check", "./adapter --counters"),
            started="2026-01-31T12:00:00+00:00",
        ),
        (
            PhaseLine(phase="laws", detail="laws, amounts", histories=1624, checks=4000, failures=0, seconds=1.25),
            PhaseLine(phase="exhaustive", detail="all histories", histories=1337, checks=900, failures=8, seconds=2.0),
        ),
        tuple(rules),
        held,
        Footer(
            verdict=verdict,
            exit=verdict.exit_code,
            sentence=f"{verdict.value.upper()}: ./adapter --counters breaks CNT-ONCE (seed 7)",
            interrupted=False,
            unsound=(),
            ended={"pn-counter": "it hung twice"},
            untested=("CNT-NEW (g-counter)",),
            stale=(StaleExcuse(path="antichain.toml", lines=(1, 4), rule="CNT-BIG", why="nothing fails for it"),),
            gone=("0badcafe",),
            notes=("a note",),
            counts=Counts(
                histories=2961,
                checks=4900,
                failures=len(held),
                known=0,
                causes=len({each.cause for each in held}),
                rules={Status.FAILS: 1},
            ),
            seconds=3.25,
        ),
    )
