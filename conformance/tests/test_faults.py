from collections import Counter
from collections.abc import Callable
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from antichain.conformance import history, phases
from antichain.conformance.aftermath import HeldBySite, Unsure
from antichain.conformance.bounds import QUICK
from antichain.conformance.case import Case, play
from antichain.conformance.connection import InProcess
from antichain.conformance.enumerate import Reach
from antichain.conformance.machine import HistoryMachine
from antichain.conformance.mishap import Mishap
from antichain.conformance.oracle import Truth
from antichain.conformance.perils import befallen, stories
from antichain.conformance.playing import Setting, playable
from antichain.conformance.protocol import During, Fault, Kind, Options
from antichain.conformance.result import Plan, Result, Status
from antichain.conformance.run import Silent, check
from antichain.conformance.servers import Servers
from antichain.conformance.target import NotOffered, Rejected
from antichain.conformance.targets import reference
from antichain.model.causality import Event
from antichain.model.clock import Order

A, B, C = Event("A"), Event("B"), Event("C")
ALL = tuple(Fault)


def test_an_event_after_a_wipe_is_concurrent_with_those_before() -> None:
    truth = Truth.of([A, Mishap("A", Fault.WIPE), A])
    assert truth.orders[2][0] is Order.CONCURRENT
    assert truth.known == (0b001, 0, 0b100)


def test_hearing_of_oneself_after_a_wipe_brings_back_what_was_known() -> None:
    truth = Truth.of([A, Mishap("A", Fault.WIPE), A, Event("A", of=1)])
    assert truth.known[-1] == 0b101
    assert len(truth.ledger[-1]) == 2


def test_a_crash_changes_nothing() -> None:
    truth = Truth.of([A, Mishap("A", Fault.CRASH), A])
    assert truth.orders[2][0] is Order.BEFORE
    assert truth.known == (0b001, 0b001, 0b101)


def test_a_restore_goes_back_to_the_step_named() -> None:
    truth = Truth.of([A, A, Mishap("A", Fault.RESTORE, back=1), A])
    assert truth.orders[3][:2] == (Order.BEFORE, Order.CONCURRENT)
    assert truth.known == (0b0001, 0b0011, 0b0001, 0b1001)


def test_a_clone_begins_with_what_the_original_held() -> None:
    truth = Truth.of([A, Mishap("A", Fault.CLONE, as_="C"), A, C])
    assert truth.orders[3] == (Order.BEFORE, Order.CONCURRENT, Order.CONCURRENT)
    assert truth.entrants == {"C"}
    assert truth.replicas == ("A", "C")


def test_who_enters_again_makes_other_updates() -> None:
    truth = Truth.of([C, Event("A", of=1), Mishap("C", Fault.RETIRE), Mishap("C", Fault.JOIN), C, Event("A", of=5)])
    assert truth.known[-1] == 0b010001
    assert len(truth.ledger[-1]) == 2
    assert truth.entrants == frozenset()


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ([C, A, Mishap("C", Fault.RETIRE)], "whose final state A has not received"),
        ([C, Event("A", of=1), Mishap("C", Fault.RETIRE), C], "which has left"),
        ([C, Event("A", of=1), Mishap("C", Fault.RETIRE), B], "has not received the final state"),
        ([C, Event("A", of=1), Mishap("C", Fault.RETIRE), Mishap("C", Fault.WIPE)], "which has left"),
        ([A, Mishap("A", Fault.JOIN)], "which is there"),
        ([A, B, Mishap("A", Fault.CLONE, as_="B")], "which is no new name"),
        ([A, B, Mishap("A", Fault.RESTORE, back=2)], "when it held nothing"),
        ([A, Mishap("C", Fault.JOIN), Mishap("C", Fault.RESTORE)], "when it held nothing"),
        (
            [Mishap("A", Fault.RETIRE), Mishap("A", Fault.JOIN), Mishap("A", Fault.RESTORE, back=1)],
            "when it held nothing",
        ),
        ([Mishap("A", Fault.WIPE), Event("B", of=1)], "not one of the events"),
    ],
)
def test_what_cannot_befall_is_refused(steps: list[Event | Mishap], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Truth.of(steps)


def test_every_mishap_is_tried_at_every_place() -> None:
    found = befallen(2, Reach.OTHERS, ALL)
    assert len(found) == len(set(map(str, (truth.events for truth in found))))
    two = [truth.events for truth in found if truth.events.count(A) == 2]
    for fault in (Fault.CRASH, Fault.WIPE):
        places = {steps.index(Mishap("A", fault)) for steps in two if Mishap("A", fault) in steps}
        assert places == {0, 1, 2}
    restores = {m.back for steps in two for m in steps if isinstance(m, Mishap) and m.fault is Fault.RESTORE}
    assert restores == {0, 1, 2}
    assert {m.fault for truth in found for m in truth.events if isinstance(m, Mishap)} == set(ALL)


def test_only_faults_that_are_offered_befall() -> None:
    for some in ([Fault.WIPE], [Fault.CRASH, Fault.JOIN]):
        histories = [*stories(some), *befallen(2, Reach.ECHO, tuple(some))]
        assert {m.fault for truth in histories for m in truth.events if isinstance(m, Mishap)} == set(some)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_rule_about_faults_is_exercised_by_the_stories_alone(kind: Kind) -> None:
    options = Options(entries=True, construct=True, wire=True)
    effective: Counter[str] = Counter()
    for truth in filter(lambda truth: playable(truth, kind, options), stories(ALL)):
        case = play(truth, kind, options, Setting.plain(truth, options))
        answers = InProcess(reference.target).play(case.script.requests)
        assert case.script.judge(answers) is None, truth.events
        effective += case.script.tested(None, answers)
    expected = {"FLT-DURABLE", "FLT-AMNESIA", "FLT-BACKUP", "FLT-CLONE", "MEM-REJOIN"}
    expected |= {"MEM-ORDER"} if kind.is_clock else {"FLT-ACK", "MEM-RETIRE"}
    assert expected <= set(effective)


def test_histories_with_mishaps_are_read_back_as_written() -> None:
    for truth in (*stories(ALL), *befallen(2, Reach.ECHO, ALL)):
        assert history.read(history.write(truth.events)).events == truth.events


def unsure(due: int, sure: int, amounts: dict[int, int], others: tuple[tuple[int, Unsure], ...] = ()) -> Unsure:
    return Unsure(due=due, rule="FLT-ACK", sure=sure, amounts=amounts, others=others)


def test_an_interrupted_update_is_one_yes_or_no() -> None:
    first = unsure(0, 4, {0: 1})
    second = unsure(0, 4, {0: 1}, ((1, first),))
    assert second.broken(4, ["unknown", 4]) == ()
    assert second.broken(5, ["unknown", 5]) == ()
    assert second.broken(5, ["unknown", 4]) == ("FLT-ACK",)
    assert second.broken(7, ["unknown", 4]) == ("FLT-DURABLE",)
    assert first.broken(4, ["done"]) == ("FLT-DURABLE",)


def test_further_names_of_a_site_are_summed_with_its_own() -> None:
    held = HeldBySite(due={"A": 3, "B": 1}, rule="FLT-AMNESIA", names=frozenset("AB"), renewed=frozenset("A"))
    assert held.broken({"A": 2, "A'": 1, "B": 1}, []) == ()
    assert held.broken({"A": 2, "A'": 1, "B": 2}, []) == ("FLT-AMNESIA",)
    assert held.broken({"A": 2, "A'": 2, "B": 1}, []) == ("FLT-AMNESIA",)


class Local:
    """A target in this process, started anew as often as wanted."""

    def __init__(self, factory: Callable[[], Servers]) -> None:
        self.factory = factory
        self.name = factory.__name__

    def start(self) -> InProcess:
        return InProcess(self.factory)

    fresh = start


def checked(factory: Callable[[], Servers], *kinds: Kind) -> Result:
    launch = Local(factory)
    return check(launch, factory().hello(), Plan(seed=0, kinds=kinds, budget=1.0, bounds=QUICK), Silent())


def of_reference(servers: type[Servers]) -> Callable[[], Servers]:
    def factory() -> Servers:
        good = reference.target()
        return servers(good.hello(), good._libraries)  # noqa: SLF001 — the same libraries, on other servers

    return factory


class Cautious(Servers):
    """Refuses to come up where it might share dots."""

    code = "identity"

    def restore(self, replica: str, snapshot: str, /) -> None:
        raise Rejected(self.code, f"{replica} is not restored from {snapshot}")

    def clone(self, replica: str, as_: str, /) -> None:
        raise Rejected(self.code, f"{replica} is not started as {as_}")


class Certain(Servers):
    """Has always acknowledged what a crash interrupts."""

    def crash(self, replica: str, during: During | None = None, /) -> str | None:
        if during is not None:
            self._change(during.op, replica, self.counted_as(replica), during.by)
        super().crash(replica)
        return None if during is None else "done"


@pytest.mark.parametrize("servers", [Servers, Cautious, Certain])
def test_servers_that_keep_what_they_claim_conform(servers: type[Servers]) -> None:
    result = checked(of_reference(servers), Kind.PN_COUNTER, Kind.VECTOR_CLOCK)
    assert (result.code, result.findings) == (0, [])
    for kind in (Kind.PN_COUNTER, Kind.VECTOR_CLOCK):
        statuses = result.statuses(kind)
        assert statuses["FLT-CLONE"] is statuses["FLT-BACKUP"] is statuses["FLT-AMNESIA"] is Status.HOLDS


def test_a_fault_that_is_claimed_and_unsupported_is_found() -> None:
    class Mute(Servers):
        def wipe(self, replica: str, /) -> None:
            raise NotOffered(replica)

    assert "FLT-AMNESIA" in {rule for f in checked(of_reference(Mute)).findings for rule in f.rules}


class Recorder(HistoryMachine):
    kind = Kind.PN_COUNTER
    options = Options()
    faults = ALL
    histories: ClassVar[list[Truth]]

    def done(self, case: Case) -> None:
        assert case.truth
        self.histories.append(case.truth)


def test_random_histories_suffer_every_fault_that_is_offered() -> None:
    Recorder.histories = []
    some = settings(
        max_examples=60, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(seed(1)(Recorder), settings=some)
    suffered = Counter(
        (m.fault, m.during) for truth in Recorder.histories for m in truth.events if isinstance(m, Mishap)
    )
    assert {fault for fault, _ in suffered} == set(ALL)
    assert suffered[Fault.CRASH, True]
    joins = [
        (truth.lives[e - 1], event.replica)
        for truth in Recorder.histories
        for e, event in enumerate(truth.events, 1)
        if isinstance(event, Mishap) and event.fault is Fault.JOIN
    ]
    assert {life == replica for life, replica in joins} == {True, False}


def test_a_given_history_with_a_fault_that_is_not_offered_is_not_played() -> None:
    given = history.read('{"replica":"A","do":"update"}\n{"replica":"A","do":"wipe"}\n{"replica":"A","do":"update"}')
    assert not list(phases.given(Kind.G_COUNTER, Options(), given, (Fault.CRASH,)))
    assert len(list(phases.given(Kind.G_COUNTER, Options(), given, (Fault.WIPE,)))) == 2
