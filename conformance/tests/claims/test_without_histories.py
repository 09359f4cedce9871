"""Without histories, every claim that is left is exercised, and a wrong target of such a claim is caught."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.claims.right_target import Manner, factory

from antichain.conformance import check
from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.phases.bounds import FLOOR
from antichain.conformance.protocol.claims import Kind, Options
from antichain.conformance.zoo.parts import Counts, one, order

if TYPE_CHECKING:
    from antichain.conformance.engine.report import Report

CLOCK = Kind.VERSION_VECTOR
ORDERS = {"ORD-BEFORE", "ORD-CONCURRENT", "ORD-MIRROR", "ID-DISTINCT"}


def laws(target: Any) -> Report:  # noqa: ANN401 — a class or a factory
    return check(target, phases=["laws"], bounds=FLOOR)


def statuses(report: Report, status: str) -> set[str]:
    return {rule for rule, found in report.rules[CLOCK].items() if found.value == status}


@pytest.mark.parametrize(
    ("claims", "rules"),
    [
        ({}, {"ORD-ZERO", "ORD-EQUAL"}),
        ({"compare": "three-way"}, {"ORD-ZERO"}),
        ({"missing": -1}, {"ORD-EQUAL"}),
        ({"merge": True}, {"ORD-JOIN"}),
        ({"sort": True}, {"LIB-SORT"}),
        ({"reuse": True}, {"MSG-FROZEN"}),
        ({"max": 3, "overflow": "reject", "ids": "integer", "replicas": 2}, {"ORD-ZERO"}),
    ],
)
def test_claim_without_histories_is_exercised(claims: dict[str, Any], rules: set[str]) -> None:
    report = laws(factory(CLOCK, Options(history=False, construct=True, **claims), (), Manner()))
    assert report.verdict is Verdict.CONFORMANT
    assert statuses(report, "holds") >= rules | ORDERS


def test_order_for_sorting_is_exercised_without_compare() -> None:
    options = Options(history=False, construct=True, compare="none", sort=True)
    assert statuses(laws(factory(CLOCK, options, (), Manner())), "holds") == {"LIB-SORT", "ANS-OK"}


def _from(missing: int, x: Counts, y: Counts) -> str:
    return order({name: n - missing for name, n in x.items()}, {name: n - missing for name, n in y.items()})


@pytest.mark.parametrize("missing", [0, -1])
def test_folded_names_are_caught_without_histories(missing: int) -> None:
    def target() -> ValueTarget:
        library = Library(
            new=lambda _: {},
            compare=lambda x, y: _from(missing, x, y),
            construct=lambda entries: {name.casefold(): count for name, count in entries.items()},
        )
        return one(CLOCK, library, history=False, construct=True, missing=missing)

    assert statuses(laws(target), "fails") == {"ID-DISTINCT"}


def test_kept_entries_are_caught_without_histories() -> None:
    def target() -> ValueTarget:
        library = Library(new=lambda _: {}, compare=order, construct=lambda entries: entries)
        return one(CLOCK, library, history=False, construct=True, reuse=True)

    assert statuses(laws(target), "fails") == {"MSG-FROZEN"}
