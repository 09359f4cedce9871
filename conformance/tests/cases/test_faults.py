from collections import Counter
from collections.abc import Callable
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.cases.case import Case, HistoryCase, compile_case
from antichain.conformance.cases.checks.after_faults import HeldBySite, Unsure
from antichain.conformance.cases.variant import Variant
from antichain.conformance.engine.check import check
from antichain.conformance.engine.config import CheckConfig
from antichain.conformance.engine.report import Report, Status
from antichain.conformance.histories import jsonl
from antichain.conformance.histories.exhaustive import Reach
from antichain.conformance.histories.playable import playable
from antichain.conformance.histories.with_faults import stories, with_fault
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.oracle.steps import FaultStep
from antichain.conformance.phases.given import given_history
from antichain.conformance.phases.profiles import PROFILES, Profile
from antichain.conformance.phases.random_histories import HistoryMachine
from antichain.conformance.protocol.claims import Claim, Fault, Kind, Options
from antichain.conformance.protocol.requests import During
from antichain.conformance.protocol.target import Rejected, Unsupported
from antichain.conformance.targets import reference
from antichain.conformance.transport.in_process import InProcess
from antichain.model.causality import Event

pytestmark = pytest.mark.slow

A, B, C = Event("A"), Event("B"), Event("C")
ALL = tuple(Fault)


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ([C, A, FaultStep("C", Fault.RETIRE)], "whose final state A has not received"),
        ([C, Event("A", of=1), FaultStep("C", Fault.RETIRE), C], "which has left"),
        ([C, Event("A", of=1), FaultStep("C", Fault.RETIRE), B], "has not received the final state"),
        ([C, Event("A", of=1), FaultStep("C", Fault.RETIRE), FaultStep("C", Fault.WIPE)], "which has left"),
        ([A, FaultStep("A", Fault.JOIN)], "which exists already"),
        ([A, B, FaultStep("A", Fault.CLONE, as_="B")], "which is not a new name"),
        ([A, B, FaultStep("A", Fault.RESTORE, back=2)], "when it had none"),
        ([A, FaultStep("C", Fault.JOIN), FaultStep("C", Fault.RESTORE)], "when it had none"),
        (
            [FaultStep("A", Fault.RETIRE), FaultStep("A", Fault.JOIN), FaultStep("A", Fault.RESTORE, back=1)],
            "when it had none",
        ),
        ([FaultStep("A", Fault.WIPE), Event("B", of=1)], "not one of the events"),
    ],
)
def test_impossible_fault_step_is_refused(steps: list[Event | FaultStep], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Execution.of(steps)


def test_fault_steps_are_tried_at_every_place() -> None:
    found = with_fault(2, Reach.OTHERS, ALL)
    assert len(found) == len(set(map(str, (execution.events for execution in found))))
    two = [execution.events for execution in found if execution.events.count(A) == 2]
    for fault in (Fault.CRASH, Fault.WIPE):
        places = {steps.index(FaultStep("A", fault)) for steps in two if FaultStep("A", fault) in steps}
        assert places == {0, 1, 2}
    restores = {m.back for steps in two for m in steps if isinstance(m, FaultStep) and m.fault is Fault.RESTORE}
    assert restores == {0, 1, 2}
    assert {m.fault for execution in found for m in execution.events if isinstance(m, FaultStep)} == set(ALL)


def test_only_declared_faults_are_played() -> None:
    for some in ([Fault.WIPE], [Fault.CRASH, Fault.JOIN]):
        histories = [*stories(some), *with_fault(2, Reach.ECHO, tuple(some))]
        assert {m.fault for execution in histories for m in execution.events if isinstance(m, FaultStep)} == set(some)


@pytest.mark.parametrize("kind", list(Kind))
def test_fault_scenarios_exercise_every_fault_rule(kind: Kind) -> None:
    options = Options(entries=True, construct=True, wire=True)
    effective: Counter[str] = Counter()
    for execution in filter(lambda execution: playable(execution, Claim(kind, options)), stories(ALL)):
        case = compile_case(execution, Claim(kind, options), Variant.plain(execution, options))
        answers = InProcess(reference.target).play(case.script.requests)
        assert case.script.judge(answers) is None, execution.events
        effective += case.script.coverage(None, answers)
    expected = {"FLT-DURABLE", "FLT-AMNESIA", "FLT-BACKUP", "FLT-CLONE", "MEM-REJOIN"}
    expected |= {"MEM-ORDER"} if kind.is_clock else {"FLT-ACK", "MEM-RETIRE"}
    assert expected <= set(effective)


def test_history_with_fault_steps_is_read_back_as_written() -> None:
    for execution in (*stories(ALL), *with_fault(2, Reach.ECHO, ALL)):
        assert jsonl.read(jsonl.write(execution.events)).events == execution.events


def unsure(expected: int, sure: int, amounts: dict[int, int], others: tuple[tuple[int, Unsure], ...] = ()) -> Unsure:
    return Unsure(expected=expected, rule="FLT-ACK", sure=sure, amounts=amounts, others=others)


def test_interrupted_update_counts_wholly_or_not_at_all() -> None:
    first = unsure(0, 4, {0: 1})
    second = unsure(0, 4, {0: 1}, ((1, first),))
    assert second.violations(4, ["unknown", 4]) == ()
    assert second.violations(5, ["unknown", 5]) == ()
    assert second.violations(5, ["unknown", 4]) == ("FLT-ACK",)
    assert second.violations(7, ["unknown", 4]) == ("FLT-DURABLE",)
    assert first.violations(4, ["done"]) == ("FLT-DURABLE",)


def test_further_names_of_a_replica_are_summed_with_its_own() -> None:
    held = HeldBySite(expected={"A": 3, "B": 1}, rule="FLT-AMNESIA", names=frozenset("AB"), renewed=frozenset("A"))
    assert held.violations({"A": 2, "A'": 1, "B": 1}, []) == ()
    assert held.violations({"A": 2, "A'": 1, "B": 2}, []) == ("FLT-AMNESIA",)
    assert held.violations({"A": 2, "A'": 2, "B": 1}, []) == ("FLT-AMNESIA",)


class Local:
    """A target in this process, started anew as often as wanted."""

    def __init__(self, factory: Callable[[], DurableValueTarget]) -> None:
        self.factory = factory
        self.name = factory.__name__

    def start(self) -> InProcess:
        return InProcess(self.factory)

    fresh = start


def checked(factory: Callable[[], DurableValueTarget], *kinds: Kind) -> Report:
    launch = Local(factory)
    return check(
        launch, factory().hello(), CheckConfig(seed=0, kinds=kinds, budget=1.0, bounds=PROFILES[Profile.QUICK])
    )


def of_reference(servers: type[DurableValueTarget]) -> Callable[[], DurableValueTarget]:
    def factory() -> DurableValueTarget:
        good = reference.target()
        return servers(good.hello(), good._libraries)  # noqa: SLF001 — the same libraries, on other servers

    return factory


class Cautious(DurableValueTarget):
    """Refuses to restart if it might share dots."""

    code = "identity"

    def restore(self, replica: str, snapshot: str, /) -> None:
        raise Rejected(self.code, f"{replica} is not restored from {snapshot}")

    def clone(self, replica: str, as_: str, /) -> None:
        raise Rejected(self.code, f"{replica} is not started as {as_}")


class Certain(DurableValueTarget):
    """Has always acknowledged what a crash interrupts."""

    def crash(self, replica: str, during: During | None = None, /) -> str | None:
        if during is not None:
            self._change(during.op, replica, self.counted_as(replica), during.by)
        super().crash(replica)
        return None if during is None else "done"


@pytest.mark.parametrize("servers", [DurableValueTarget, Cautious, Certain])
def test_right_durable_targets_conform(servers: type[DurableValueTarget]) -> None:
    result = checked(of_reference(servers), Kind.PN_COUNTER, Kind.VECTOR_CLOCK)
    assert (result.exit_code, result.failures) == (0, ())
    for kind in (Kind.PN_COUNTER, Kind.VECTOR_CLOCK):
        statuses = result.statuses(kind)
        assert statuses["FLT-CLONE"] is statuses["FLT-BACKUP"] is statuses["FLT-AMNESIA"] is Status.HOLDS


def test_claimed_fault_answered_unsupported_is_a_failure() -> None:
    class Mute(DurableValueTarget):
        def wipe(self, replica: str, /) -> None:
            raise Unsupported(replica)

    assert "FLT-AMNESIA" in {rule for f in checked(of_reference(Mute)).failures for rule in f.rules}


class Recorder(HistoryMachine):
    claim = Claim(Kind.PN_COUNTER, Options(), ALL)
    histories: ClassVar[list[Execution]]

    def done(self, case: Case) -> None:
        assert isinstance(case, HistoryCase)
        self.histories.append(case.execution)


def test_random_histories_play_every_declared_fault() -> None:
    Recorder.histories = []
    some = settings(
        max_examples=60, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(seed(1)(Recorder), settings=some)
    suffered = Counter(
        (m.fault, m.during) for execution in Recorder.histories for m in execution.events if isinstance(m, FaultStep)
    )
    assert {fault for fault, _ in suffered} == set(ALL)
    assert suffered[Fault.CRASH, True]
    joins = [
        (execution.incarnations[e - 1], event.replica)
        for execution in Recorder.histories
        for e, event in enumerate(execution.events, 1)
        if isinstance(event, FaultStep) and event.fault is Fault.JOIN
    ]
    assert {life == replica for life, replica in joins} == {True, False}


def test_given_history_with_an_undeclared_fault_is_not_played() -> None:
    given = jsonl.read('{"replica":"A","do":"update"}\n{"replica":"A","do":"wipe"}\n{"replica":"A","do":"update"}')
    assert not list(given_history(Claim(Kind.G_COUNTER, Options(), (Fault.CRASH,)), given))
    assert len(list(given_history(Claim(Kind.G_COUNTER, Options(), (Fault.WIPE,)), given))) == 2
