from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.internal.conjecture.providers import HypothesisProvider

from antichain.conformance import course, phases
from antichain.conformance.bounds import DEFAULT, Bounds
from antichain.conformance.deltas.ledger import Reader
from antichain.conformance.launch import Local, greet, launch_of
from antichain.conformance.machine import state_machine
from antichain.conformance.protocol import Hello, Kind, Options
from antichain.conformance.report import terminal
from antichain.conformance.report.data import as_data
from antichain.conformance.result import Plan, Result, Status
from antichain.conformance.rules import RULES, Level, applies
from antichain.conformance.run import Silent, check
from antichain.conformance.serve import factory_of
from antichain.conformance.targets import reference
from antichain.conformance.verdict import CONFORMANT, INCOMPLETE, NOT_CONFORMANT
from antichain.conformance.zoo import article

README = Path(__file__).parents[2] / "README.md"
SMALL = Bounds(events=4, histories=8, steps=20, large=30)


def _checked(name: str, plan: Plan) -> Result:
    launch = launch_of(name, in_process=True)
    return check(launch, greet(launch), plan, Silent())


@pytest.fixture(scope="module")
def conformant() -> Result:
    return _checked("reference", Plan(seed=1, bounds=SMALL, strict=True))


@pytest.fixture(scope="module")
def refuted() -> Result:
    spec = "py:antichain.conformance.zoo.article:target"
    return _checked(spec, Plan(seed=0, bounds=Bounds.parse("events=5")))


def test_the_reference_conforms(conformant: Result) -> None:
    assert conformant.findings == []
    assert conformant.code == CONFORMANT


@pytest.mark.parametrize("kind", Kind)
def test_every_rule_that_the_reference_claims_is_exercised(conformant: Result, kind: Kind) -> None:
    hello = conformant.hello
    claimed = {rule.id for rule in applies(kind, hello.kinds[kind], hello.faults) if rule.level is not Level.INFO}
    assert {rule for rule, status in conformant.statuses(kind).items() if status is Status.HOLDS} == claimed
    assert all(conformant.effective[kind][rule] > 0 for rule in claimed)


def test_every_phase_did_something(conformant: Result) -> None:
    assert [phase.phase for phase in conformant.phases] == ["doctor", "laws", "exhaustive", "random", "large"]
    assert all(phase.histories > 0 and phase.checks > 0 for phase in conformant.phases)


def test_the_same_seed_plays_the_same_run(conformant: Result) -> None:
    def timeless(result: Result) -> dict[str, object]:
        data = as_data(result)
        # The doctor repeats its script for as long as it takes to measure, and seconds are never the same.
        data["phases"] = [{**phase, "seconds": 0} for phase in data["phases"] if phase["phase"] != "doctor"]
        return data

    assert timeless(_checked("reference", Plan(seed=1, bounds=SMALL, strict=True))) == timeless(conformant)


def test_the_article_is_refuted_by_its_shortest_history(refuted: Result) -> None:
    assert refuted.code == NOT_CONFORMANT
    (finding,) = [finding for finding in refuted.findings if "CNT-ONCE" in finding.rules and finding.minimal]
    assert (finding.size, finding.case.script.due[finding.verdict.place], finding.verdict.answer) == (5, 3, 4)
    assert finding.again is None


def test_the_story_in_the_readme_is_what_a_run_says(refuted: Result) -> None:
    finding = next(finding for finding in refuted.findings if finding.minimal)
    console = terminal.console()
    with console.capture() as capture:
        terminal.finding(console, finding, [])
    told = [line.strip() for line in capture.get().splitlines()[3:] if line.strip()]
    written = [line.strip() for line in README.read_text(encoding="utf-8").splitlines()]
    assert told
    assert [line for line in told if line not in written] == []


@pytest.mark.parametrize("kind", [Kind.G_COUNTER, Kind.VECTOR_CLOCK])
def test_a_selection_narrows_the_verdict(kind: Kind) -> None:
    result = _checked("reference", Plan(seed=1, bounds=SMALL, kinds=(kind,), rules=("ANS-OK",)))
    assert [selected for selected, _ in result.selected()] == [kind]
    assert result.statuses(kind) == {"ANS-OK": Status.HOLDS}
    assert "for what was selected" in terminal.verdict(result)


def _claiming(hello: Hello) -> Result:
    made = reference.target()
    made.hello = lambda: hello  # type: ignore[method-assign]  # the same target, claiming more
    return check(Local("claims", lambda: made, ""), hello, Plan(seed=1, bounds=SMALL), Silent())


def test_what_is_claimed_and_not_exercised_is_never_green(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Local, "fresh", Local.start)
    base = reference.target().hello()
    counter = {Kind.G_COUNTER: Options(wire=True, delta="any-order")}
    monkeypatch.setattr(Reader, "rules", lambda _self, **_: ())
    result = _claiming(replace_hello(base, kinds=counter))
    assert result.code == INCOMPLETE
    assert result.untested()
    monkeypatch.setattr(phases, "faulty", lambda *_: iter(()))
    monkeypatch.setattr(course, "run_state_machine_as_test", lambda *_, **__: None)
    assert "FLT-AMNESIA (g-counter)" in _claiming(base).untested()


def replace_hello(hello: Hello, **changed: object) -> Hello:
    fields = {name: getattr(hello, name) for name in hello.__struct_fields__}
    return Hello(**{**fields, **changed})


def test_an_op_that_is_offered_and_unsupported_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Local, "fresh", Local.start)
    made = factory_of("antichain.conformance.zoo.article:target")().hello()
    hello = replace_hello(made, kinds={Kind.G_COUNTER: Options(entries=True)})
    result = check(Local("claims", article.target, ""), made, Plan(seed=1, bounds=SMALL), Silent())
    assert "ANS-OK" not in {rule for finding in result.findings for rule in finding.rules}
    target = article.target()
    target.hello = lambda: hello
    result = check(Local("claims", lambda: target, ""), hello, Plan(seed=1, bounds=SMALL), Silent())
    assert "ANS-OK" in {rule for finding in result.findings for rule in finding.rules}


@pytest.mark.parametrize("kind", Kind)
def test_the_state_machine_is_a_test_of_its_own(kind: Kind) -> None:
    machine = state_machine(reference.target, kind)
    machine.TestCase.settings = settings(max_examples=5, stateful_step_count=15, deadline=None, database=None)
    machine.TestCase().runTest()


def test_the_state_machine_refutes_the_article_on_its_own() -> None:
    case = state_machine(article.target, Kind.G_COUNTER).TestCase()
    with pytest.raises(AssertionError, match="CNT-ONCE"):
        case.runTest()


def test_bounds_are_read_as_they_are_written() -> None:
    assert Bounds.parse(str(SMALL)) == SMALL
    assert Bounds.parse(str(DEFAULT)) == DEFAULT


def test_a_slow_target_gets_smaller_bounds() -> None:
    assert Bounds.within(4, 0.5, DEFAULT).events < Bounds.within(4, 0.0001, DEFAULT).events == DEFAULT.events


def test_rules_have_distinct_sentences() -> None:
    assert len({rule.statement for rule in RULES.values()}) == len(RULES)


def test_random_histories_depend_on_the_seed_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def drawn(*_: object, **__: object) -> None:
        message = "a constant out of whatever modules are loaded"
        raise AssertionError(message)

    monkeypatch.setattr(HypothesisProvider, "_maybe_draw_constant", drawn)
    result = _checked("reference", Plan(seed=1, bounds=SMALL, kinds=(Kind.G_COUNTER,), phases=("random",)))
    assert result.findings == []
    assert sum(phase.histories for phase in result.phases if phase.phase == "random") >= SMALL.histories
