"""A failure names the documented choice under which it passes, and only after a replay."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import pytest
from tests.sample_results import failure as sample_failure
from tests.sample_results import rule, with_verdict

from antichain.conformance.engine.check import check
from antichain.conformance.engine.config import CheckConfig
from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.engine.status import Status
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.report import junit, sarif, summary, terminal
from antichain.conformance.report.html.page import render as html_page
from antichain.conformance.targets.resolve import Local, greet
from antichain.conformance.transport.in_process import InProcess
from antichain.conformance.zoo.parts import Counts, version_vector

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.conformance.adapters.values import ValueTarget

SMALL = Bounds.parse("events=3,histories=2,steps=8,large=8,crowd=8,faulty=1,named=1,states=2")
ALL = {"entries": True, "construct": True}
PASSES = "; every history of up to 2 replicas and 2 events then passes"
BIRTH = f'if the library documents that a replica has an entry from its start, claim "birth":"entry"{PASSES}'
MISSING = f'if the library documents that an entry of 0 is one event, claim "missing":-1{PASSES}'


class Here(Local):
    """A launch of a target in this process, also for fresh starts."""

    def fresh(self) -> InProcess:
        return InProcess(self.factory)


def zeros_count(x: Counts, y: Counts) -> str:
    below, above = (all(n <= b.get(r, -1) for r, n in a.items()) for a, b in ((x, y), (y, x)))
    return {(True, True): "equal", (True, False): "before", (False, True): "after"}.get((below, above), "concurrent")


def born(**options: object) -> ValueTarget:
    claims = {**ALL, **options}
    return version_vector(options=claims, new=lambda name: {name: 0}, compare=zeros_count, entries=dict, construct=dict)


def starts_at_zero() -> ValueTarget:
    def tick(clock: Counts, name: str) -> Counts:
        return {**clock, name: clock.get(name, -1) + 1}

    return version_vector(options=ALL, tick=tick, compare=zeros_count, entries=dict, construct=dict)


def counts_explicit_zeros() -> ValueTarget:
    return version_vector(options=ALL, compare=zeros_count, entries=dict, construct=dict)


def calls_all_concurrent() -> ValueTarget:
    return version_vector(options=ALL, compare=lambda _x, _y: "concurrent", entries=dict, construct=dict)


def orders_only() -> ValueTarget:
    claims = {"history": False, "construct": True}
    return version_vector(options=claims, compare=zeros_count, construct=dict)


def hints(factory: Callable[[], ValueTarget]) -> dict[str, str]:
    """Return the hint of the failure that is shown first for each rule."""
    here = Here("here", factory, f"wrong:{factory.__name__}")
    report = check(here, greet(here), CheckConfig(seed=0, bounds=SMALL))
    assert report.failures
    found: dict[str, str] = {}
    for each in report.failures:
        found.setdefault(each.rules[0], each.hint)
    return found


def test_clock_born_with_an_entry_is_pointed_to_birth() -> None:
    found = hints(born)
    assert (found["ORD-EQUAL"], found["ORD-ZERO"]) == (BIRTH, BIRTH)


def test_clock_that_starts_at_zero_is_pointed_to_missing() -> None:
    found = hints(starts_at_zero)
    assert (found["ENT-EXACT"], found["ORD-ZERO"]) == (MISSING, MISSING)


def test_order_of_zeros_without_histories_is_pointed_to_missing() -> None:
    assert hints(orders_only)["ORD-ZERO"] == MISSING.removesuffix(PASSES)


@pytest.mark.parametrize("factory", [counts_explicit_zeros, calls_all_concurrent])
def test_target_that_meets_no_other_claim_gets_no_hint(factory: Callable[[], ValueTarget]) -> None:
    assert set(hints(factory).values()) == {""}


def test_every_page_shows_the_hint_of_a_failure() -> None:
    found = sample_failure(hint=BIRTH)
    results = with_verdict(Verdict.NOT_CONFORMANT, rule("CNT-ONCE", Status.FAILS), failures=(found,))
    pages = (
        terminal.render(results),
        html.unescape(junit.render(results).decode()),
        sarif.render(results).replace('\\"', '"'),
        html.unescape(summary.render(results)),
        html.unescape(html_page(results).partition('<script type="application/json"')[0]),
    )
    assert all(BIRTH in " ".join(page.split()) for page in pages)


def refuses(refused: frozenset[str]) -> Callable[[], ValueTarget]:
    def new(name: str) -> Counts:
        if name in refused:
            message = f"no replica may be called {name!r}"
            raise ValueError(message)
        return {}

    return lambda: version_vector(new=new)


def named_hints(factory: Callable[[], ValueTarget]) -> set[str]:
    here = Here("here", factory, "here:names")
    report = check(here, greet(here), CheckConfig(seed=0, bounds=SMALL))
    return {failure.hint for failure in report.failures if failure.rules[0] == "ID-DISTINCT"}


def test_target_that_refuses_the_empty_name_has_a_hint() -> None:
    (hint,) = named_hints(refuses(frozenset({""})))
    assert hint.startswith('if the library documents that a replica must have a name, claim "ids":"non-empty"')


def test_target_that_refuses_another_name_has_no_hint() -> None:
    assert named_hints(refuses(frozenset({"__proto__"}))) == {""}
