import runpy
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis.internal.conjecture.providers import HypothesisProvider
from tests.idle import ExhaustiveWithoutFaults, Idle, replaced

from antichain.conformance.adapters.serve import factory_of
from antichain.conformance.cases.deltas.bounds import Reader
from antichain.conformance.engine.check import check
from antichain.conformance.engine.config import CheckConfig
from antichain.conformance.engine.exit_codes import CONFORMANT, INCOMPLETE, NOT_CONFORMANT
from antichain.conformance.engine.harness import HARNESS, Harness
from antichain.conformance.engine.report import Report, Status
from antichain.conformance.engine.sentence import verdict
from antichain.conformance.phases.bounds import DEFAULT, Bounds
from antichain.conformance.phases.names import PhaseName
from antichain.conformance.protocol.claims import Claim, Hello, Kind, Options
from antichain.conformance.rules.catalogue import RULES, Level, applies
from antichain.conformance.targets import reference
from antichain.conformance.targets.resolve import Local, greet, launch_of
from antichain.conformance.testing import state_machine
from antichain.conformance.zoo.wrong import article

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
SMALL = Bounds(events=3, histories=4, steps=20, large=15, crowd=12, faulty=1, named=1, states=2)


def _checked(name: str, plan: CheckConfig) -> Report:
    launch = launch_of(name, in_process=True)
    return check(launch, greet(launch), plan)


@pytest.fixture(scope="module")
def conformant() -> Report:
    return _checked("reference", CheckConfig(seed=1, bounds=SMALL, strict=True))


@pytest.fixture(scope="module")
def refuted() -> Report:
    spec = "py:antichain.conformance.zoo.wrong.article:target"
    bounds = Bounds.parse("events=5,histories=2,steps=8,large=10,crowd=8,named=1")
    return _checked(spec, CheckConfig(seed=0, bounds=bounds))


def test_reference_conforms(conformant: Report) -> None:
    assert conformant.failures == ()
    assert conformant.exit_code == CONFORMANT


@pytest.mark.parametrize("kind", Kind)
def test_reference_check_exercises_every_claimed_rule(conformant: Report, kind: Kind) -> None:
    hello = conformant.hello
    claimed = {rule.id for rule in applies(Claim.of(hello, kind)) if rule.level is not Level.INFO}
    held = {rule for rule, status in conformant.statuses(kind).items() if status is Status.HOLDS}
    assert {rule for rule in held if RULES[rule].level is not Level.INFO} == claimed
    assert all(conformant.effective[kind][rule] > 0 for rule in claimed)


def test_reference_check_runs_every_phase(conformant: Report) -> None:
    assert [phase.phase for phase in conformant.phases] == ["doctor", "laws", "exhaustive", "random", "large"]
    assert all(phase.histories > 0 and phase.checks > 0 for phase in conformant.phases)


def test_check_with_the_same_seed_plays_the_same_cases(conformant: Report) -> None:
    def timeless(result: Report) -> dict[str, object]:
        data = {**result.to_dict(), "seconds": 0}
        # The doctor repeats its script for as long as it takes to measure, and seconds are never the same.
        data["phases"] = [phase for phase in data["phases"] if phase["phase"] != "doctor"]
        for numbers in (each for phase in data["phases"] for each in (phase, *phase["kinds"].values())):
            numbers["seconds"] = 0
        return data

    assert timeless(_checked("reference", CheckConfig(seed=1, bounds=SMALL, strict=True))) == timeless(conformant)


def test_article_is_refuted_by_its_shortest_history(refuted: Report) -> None:
    assert refuted.exit_code == NOT_CONFORMANT
    (failure,) = [failure for failure in refuted.failures if "CNT-ONCE" in failure.rules and failure.minimal]
    assert (failure.events, failure.case.script.expected[failure.violation.place], failure.violation.answer) == (
        5,
        3,
        4,
    )
    assert not failure.flaky


@pytest.mark.thorough
def test_readme_picture_shows_the_printed_report() -> None:
    program = ROOT / "docs" / "pictures" / "terminal.py"
    picture = runpy.run_path(str(program))
    assert picture["PICTURE"].read_text(encoding="utf-8") == picture["drawn"]()
    assert "docs/pictures/check.svg" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", [Kind.G_COUNTER, Kind.VECTOR_CLOCK])
def test_check_with_selected_rules_judges_only_them(kind: Kind) -> None:
    result = _checked("reference", CheckConfig(seed=1, bounds=SMALL, kinds=(kind,), rules=("ANS-OK",)))
    assert [claim.kind for claim in result.selected] == [kind]
    assert result.statuses(kind) == {"ANS-OK": Status.HOLDS}
    assert "for what was selected" in verdict(result)


def _claiming(hello: Hello, harness: Harness = HARNESS) -> Report:
    made = reference.target()
    made.hello = lambda: hello  # type: ignore[method-assign]  # the same target, claiming more
    return check(Local("claims", lambda: made, ""), hello, CheckConfig(seed=1, bounds=SMALL), harness=harness)


def test_claimed_rule_without_a_check_is_incomplete(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Local, "fresh", Local.start)
    base = reference.target().hello()
    counter = {Kind.G_COUNTER: Options(wire=True, delta="any-order")}
    monkeypatch.setattr(Reader, "rules", lambda _self, **_: ())
    result = _claiming(replace_hello(base, kinds=counter))
    assert result.exit_code == INCOMPLETE
    assert result.untested
    without_faults = replaced(ExhaustiveWithoutFaults(), Idle(PhaseName.RANDOM), Idle(PhaseName.LARGE))
    assert "FLT-AMNESIA (g-counter)" in _claiming(base, without_faults).untested


def replace_hello(hello: Hello, **changed: object) -> Hello:
    fields = {name: getattr(hello, name) for name in hello.__struct_fields__}
    return Hello(**{**fields, **changed})


def test_offered_operation_answered_unsupported_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Local, "fresh", Local.start)
    made = factory_of("antichain.conformance.zoo.wrong.article:target")().hello()
    hello = replace_hello(made, kinds={Kind.G_COUNTER: Options(entries=True)})
    result = check(Local("claims", article.target, ""), made, CheckConfig(seed=1, bounds=SMALL))
    assert "ANS-OK" not in {rule for failure in result.failures for rule in failure.rules}
    target = article.target()
    target.hello = lambda: hello
    result = check(Local("claims", lambda: target, ""), hello, CheckConfig(seed=1, bounds=SMALL))
    assert "ANS-OK" in {rule for failure in result.failures for rule in failure.rules}


@pytest.mark.parametrize("kind", Kind)
def test_state_machine_of_the_reference_passes(kind: Kind) -> None:
    machine = state_machine(reference.target, kind)
    machine.TestCase.settings = settings(max_examples=5, stateful_step_count=15, deadline=None, database=None)
    machine.TestCase().runTest()


def test_state_machine_alone_refutes_the_article() -> None:
    machine = state_machine(article.target, Kind.G_COUNTER)
    machine.TestCase.settings = settings(phases=[Phase.generate], stateful_step_count=15, deadline=None, database=None)
    case = machine.TestCase()
    with pytest.raises(AssertionError, match="CNT-ONCE"):
        case.runTest()


def test_bounds_are_read_back_as_written() -> None:
    assert Bounds.parse(str(SMALL)) == SMALL
    assert Bounds.parse(str(DEFAULT)) == DEFAULT


def test_rules_have_distinct_sentences() -> None:
    assert len({rule.statement for rule in RULES.values()}) == len(RULES)


def test_random_histories_depend_on_the_seed_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def drawn(*_: object, **__: object) -> None:
        message = "a constant out of whatever modules are loaded"
        raise AssertionError(message)

    monkeypatch.setattr(HypothesisProvider, "_maybe_draw_constant", drawn)
    result = _checked("reference", CheckConfig(seed=1, bounds=SMALL, kinds=(Kind.G_COUNTER,), phases=("random",)))
    assert result.failures == ()
    assert sum(phase.histories for phase in result.phases if phase.phase == "random") >= SMALL.histories
