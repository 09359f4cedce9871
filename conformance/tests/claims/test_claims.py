"""Whatever combination of claims a right target makes, the harness finds it conformant, and keeps its own promises."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

import pytest
from tests.claims.combinations import pairwise
from tests.claims.right_target import Manner, factory

from antichain.conformance import check
from antichain.conformance.engine.doctor import examine
from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.phases.names import SELECTABLE
from antichain.conformance.protocol.claims import Claim, Fault, Hello, Kind, Options
from antichain.conformance.rules.catalogue import applies, beyond_the_bound
from antichain.conformance.transport.in_process import InProcess

if TYPE_CHECKING:
    from collections.abc import Iterable

    from antichain.conformance.engine.report import Report

pytestmark = pytest.mark.slow

BOUNDS = Bounds(events=3, histories=5, steps=12, large=12, crowd=10, faulty=1, named=1, states=2)
THIRDS = 3
OPTIONS = Options.__struct_fields__


@cache
def every_pair() -> list[tuple[Claim, Manner]]:
    return pairwise(0)


def _checked(claim: Claim, manner: Manner, phases: Iterable[str] = SELECTABLE) -> Report:
    return check(factory(claim.kind, claim.options, claim.faults, manner), phases=phases, bounds=BOUNDS, strict=True)


def _accusation(claim: Claim, manner: Manner, phases: Iterable[str] = SELECTABLE) -> str:
    """Return the complaints of the harness about a right target, with the target; empty if there are none."""
    report = _checked(claim, manner, phases)
    if report.verdict is Verdict.CONFORMANT:
        return ""
    said = [*report.unsound, *report.untested, *(f"{f.case.title}: {f.explanation}" for f in report.failures)]
    return f"{claim} {manner}: {report.verdict.value}: {'; '.join(said)}"


def test_right_targets_are_conformant_in_a_sample_of_claims() -> None:
    assert [said for claim, manner in every_pair()[::40] if (said := _accusation(claim, manner))] == []


@pytest.mark.thorough
@pytest.mark.parametrize("third", [0, *(pytest.param(third, marks=pytest.mark.lengthy) for third in range(1, THIRDS))])
def test_right_targets_are_conformant_in_all_pairs_of_claims(third: int) -> None:
    phases = SELECTABLE[: 4 if third == 0 else 3]  # long histories take most of the time
    assert [said for claim, manner in every_pair()[third::THIRDS] if (said := _accusation(claim, manner, phases))] == []


def test_doctor_finds_no_mistake_in_right_targets_of_any_claims() -> None:
    for claim, manner in every_pair()[::4]:
        made = factory(claim.kind, claim.options, claim.faults, manner)
        found = examine(InProcess(made, None), partial(InProcess, made, None), made().hello(), [claim], seconds=0.0)
        assert (claim, found.mistakes) == (claim, ())


def test_sample_holds_every_pair_of_option_values() -> None:
    for kind, options, other in (
        (Kind.G_COUNTER, {"max": 1, "overflow": "saturate"}, {"channel": "fifo-once"}),
        (Kind.VECTOR_CLOCK, {"compare": "three-way"}, {"forgets": "order"}),
        (Kind.PN_COUNTER, {"negative": "opposite"}, {"replicas": 1}),
    ):
        both = {**options, **other}
        claims = [claim.options for claim, _ in every_pair() if claim.kind is kind]
        assert any(all(getattr(claim, name) == value for name, value in both.items()) for claim in claims)


def _words(option: str) -> tuple[object, ...]:
    """Return the values of an option that are words or truths."""
    hint = get_type_hints(Options)[option]
    literals = [part for part in (hint, *get_args(hint)) if get_origin(part) is Literal]
    return (False, True) if hint is bool else tuple(word for part in literals for word in get_args(part))


@pytest.mark.parametrize("kind", Kind)
def test_value_that_no_combination_has_is_refused(kind: Kind) -> None:
    met = {(name, getattr(c.options, name)) for c, _ in every_pair() if c.kind is kind for name in OPTIONS}
    for name, value in {(option, word) for option in OPTIONS for word in _words(option)} - met:
        beside: dict[str, Any] = {"construct": True, "max": 7, "overflow": "reject", name: value}
        with pytest.raises(ValueError, match=f"{name} is "):
            Hello(name="acme", kinds={kind: Options(**beside)}, faults=tuple(Fault))


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 15])
@pytest.mark.parametrize("overflow", ["reject", "saturate"])
def test_target_with_a_small_bound_is_conformant(limit: int, overflow: str) -> None:
    options = Options(max=limit, overflow=overflow, wire=True, delta="any-order")  # type: ignore[arg-type]  # one of two words
    assert _accusation(Claim(Kind.G_COUNTER, options), Manner()) == ""


def test_rule_out_of_reach_of_max_is_noted_as_not_offered() -> None:
    options = Options(max=1, overflow="reject", delta="any-order")
    report = _checked(Claim(Kind.G_COUNTER, options), Manner())
    assert (
        "g-counter: DLT-OWN is not offered: max is 1, and no history with fewer than 2 updates shows it" in report.notes
    )
    assert report.rules[Kind.G_COUNTER]["DLT-OWN"].value == "not offered"


def test_rules_within_max_are_claimed() -> None:
    options = Options(max=2, overflow="reject", delta="any-order")
    assert [*beyond_the_bound(Claim(Kind.G_COUNTER, options))] == ["DLT-GAP"]
    assert "DLT-OWN" in {rule.id for rule in applies(Claim(Kind.G_COUNTER, options))}
