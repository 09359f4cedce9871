"""The cases about rarely claimed options: each right member of the zoo passes, and each wrong one breaks the rule."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.cases.case import DirectedCase
from antichain.conformance.failures.analyse import FailureAnalyser
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Fault, Kind, Options
from antichain.conformance.scenarios import many_replicas
from antichain.conformance.scenarios.claimed import aging, interrupted_receives, joined_states, reused_arguments
from antichain.conformance.transport.in_process import InProcess
from antichain.conformance.zoo.parts import Counts, larger, one, order, served, version_vector
from antichain.conformance.zoo.strange import (
    consumes_what_it_merges,
    forgets_what_is_old,
    joins_what_it_compares_and_no_more,
    only_orders,
    reads_a_buffer_at_once,
    takes_interrupted_receives_whole,
)
from antichain.conformance.zoo.wrong import (
    forgets_its_own_old_entry,
    joins_into_the_first,
    keeps_the_buffer_that_it_was_decoded_from,
    keeps_the_entries_that_it_was_given,
    takes_half_of_an_interrupted_receive,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from antichain.conformance.cases.case import Case
    from antichain.conformance.protocol.requests import During
    from antichain.conformance.zoo.member import Member


JOINS = Claim(Kind.VERSION_VECTOR, Options(history=False, construct=True, merge=True))


def reused(claim: Claim) -> Iterator[Case]:
    return reused_arguments.probes(claim, in_process=True)


def over_pipes(claim: Claim) -> Iterator[Case]:
    return reused_arguments.probes(claim, in_process=False)


def broken(probes: Callable[[Claim], Iterator[Case]], member: Callable[[], ValueTarget]) -> set[str]:
    """Return the rules that the probes find broken; fail if there are no probes."""
    (claim,) = Claim.all_of(member().hello())
    connection = InProcess(member)
    cases = [*probes(claim)]
    assert cases
    violations = (case.script.judge(connection.play(case.script.requests)) for case in cases)
    return {rule for violation in violations if violation for rule in violation.rules}


def named_join() -> DirectedCase:
    """Return the case that joins states of the names that objects of JavaScript have."""
    cases = (case for case in joined_states.probes(JOINS) if isinstance(case, DirectedCase))
    return next(case for case in cases if "constructor" in case.title)


def test_join_wrong_under_hostile_names_alone_is_about_names() -> None:
    def merge(x: Counts, y: Counts) -> Counts:
        return {} if "constructor" in x | y else larger(x, y)

    case = named_join()
    targets: dict[str, Callable[[], ValueTarget]] = {
        "ID-DISTINCT": lambda: joining(merge),
        "ORD-JOIN": joins_into_the_first.target,
    }
    for rule, target in targets.items():
        connection = InProcess(target)
        found = case.script.judge(connection.play(case.script.requests))
        assert found is not None
        assert found.rules == ("ORD-JOIN",)
        attributed = FailureAnalyser(JOINS, partial(InProcess, target)).attribute(case, found)[1]
        assert attributed.rules[0] == rule


def test_join_of_hostile_names_has_a_narrower_case_of_one_name() -> None:
    first, *_ = named_join().smaller(0)
    assert sum("constructor" in each.title for each in named_join().smaller(0))
    assert len(first.script.requests[1].entries) == 1  # type: ignore[attr-defined]  # it constructs a message


def test_join_lists_its_names_in_one_order() -> None:
    constructed = [list(request.entries) for request in named_join().script.requests if hasattr(request, "entries")]
    assert constructed[2] == [*constructed[0], *constructed[1]]


def test_join_has_a_control_that_only_compares() -> None:
    case = next(iter(joined_states.probes(JOINS)))
    assert isinstance(case, DirectedCase)
    assert case.controls is not None
    (unjoined,) = case.controls()
    assert not any(isinstance(request, requests.Merge) for request in unjoined.script.requests)


@pytest.mark.parametrize(
    ("probes", "member", "rules"),
    [
        (joined_states.probes, joins_what_it_compares_and_no_more.target, set()),
        (joined_states.probes, joins_into_the_first.target, {"ORD-JOIN"}),
        (aging.probes, forgets_what_is_old.target, set()),
        (aging.probes, forgets_its_own_old_entry.target, {"MEM-AGE"}),
        (interrupted_receives.probes, takes_interrupted_receives_whole.target, set()),
        (interrupted_receives.probes, takes_half_of_an_interrupted_receive.target, {"FLT-RECEIVE"}),
        (reused, consumes_what_it_merges.target, set()),
        (reused, only_orders.target, set()),
        (reused, reads_a_buffer_at_once.target, set()),
        (reused, keeps_the_entries_that_it_was_given.target, {"MSG-FROZEN"}),
        (over_pipes, keeps_the_entries_that_it_was_given.target, {"MSG-FROZEN"}),
        (over_pipes, keeps_the_buffer_that_it_was_decoded_from.target, {"MSG-FROZEN"}),
    ],
)
def test_claimed_cases_break_the_rule_of_a_wrong_member(
    probes: Callable[[Claim], Iterator[Case]], member: Member, rules: set[str]
) -> None:
    assert broken(probes, member) == rules


class Forgetful(DurableValueTarget):
    """Loses each interrupted receive: at once, or at the next crash if ``late``."""

    outcome = "done"
    late = False

    def crash(self, replica: str, during: During | None = None, /) -> str | None:
        self.start(replica)
        if self.late and during is not None:
            self._states[replica] = larger(self._states[replica], self._messages[str(during.message)])
        return None if during is None else self.outcome


class LateForgetful(Forgetful):
    """Answers unknown, and loses the receive at the next crash."""

    outcome = "unknown"
    late = True


@pytest.mark.parametrize(
    ("servers", "sentence"),
    [
        (Forgetful, "an interrupted receive was answered done: that makes 2, and it reads 0"),
        (LateForgetful, "and this never changes: it reads 0, and another value was read before"),
    ],
)
def test_lost_receive_is_explained_by_what_was_seen_before(servers: type[DurableValueTarget], sentence: str) -> None:
    def target() -> DurableValueTarget:
        return served(servers, Kind.G_COUNTER, Fault.CRASH, interrupts="all")

    (claim,) = Claim.all_of(target().hello())
    script = next(iter(interrupted_receives.probes(claim))).script
    violation = script.judge(InProcess(target).play(script.requests))
    assert violation is not None
    assert violation.rules == ("FLT-RECEIVE",)
    assert sentence in script.checks[violation.place].explanation(violation.answer)


def joining(merge: Callable[[Counts, Counts], Counts], **changes: Any) -> ValueTarget:  # noqa: ANN401 — any function
    library = Library(new=lambda _: {}, compare=order, construct=dict, merge=merge, **changes)
    return one(Kind.VERSION_VECTOR, library, history=False, construct=True, merge=True)


def test_join_that_drops_the_eleventh_entry_breaks_ord_join() -> None:
    assert broken(joined_states.probes, lambda: joining(lambda x, y: dict([*larger(x, y).items()][:10]))) == {
        "ORD-JOIN"
    }


def test_join_that_folds_case_breaks_ord_join() -> None:
    def fold(x: Counts, y: Counts) -> Counts:
        kept = {name.lower(): name for name in x | y}
        return {kept[name.lower()]: count for name, count in larger(x, y).items()}

    assert broken(joined_states.probes, lambda: joining(fold)) == {"ORD-JOIN"}


@pytest.mark.parametrize(("keeps_arguments", "rules"), [(True, set()), (False, {"ORD-JOIN"})])
def test_join_that_empties_its_argument_must_declare_it(keeps_arguments: bool, rules: set[str]) -> None:
    merge = consumes_what_it_merges.merge
    assert broken(joined_states.probes, lambda: joining(merge, copy=dict, keeps_arguments=keeps_arguments)) == rules


def test_receive_that_drops_an_old_own_entry_breaks_mem_age() -> None:
    time = forgets_what_is_old.Time()

    def merge(x: forgets_what_is_old.Aged, y: forgets_what_is_old.Aged) -> forgets_what_is_old.Aged:
        joined = {r: max(x.get(r, (0, 0)), y.get(r, (0, 0))) for r in x | y}
        return {r: (n, at) for r, (n, at) in joined.items() if time.now - at < forgets_what_is_old.YEAR}

    def target() -> ValueTarget:
        return version_vector(
            options={"forgets": "age"},
            tick=lambda clock, name: {**clock, name: (clock.get(name, (0, 0))[0] + 1, time.now)},
            merge=merge,
            compare=lambda x, y: order({r: n for r, (n, _) in x.items()}, {r: n for r, (n, _) in y.items()}),
            advance=time.advance,
        )

    assert broken(aging.probes, target) == {"MEM-AGE"}


def test_crowd_is_not_larger_than_the_ids_of_a_pattern() -> None:
    claim = Claim(Kind.G_COUNTER, Options(ids="pattern", ids_pattern="####"))
    opened = next(many_replicas.probes(claim, 10_001)).script.requests[0]
    assert isinstance(opened, requests.Open)
    assert len(opened.replicas) == len({*opened.replicas}) == 9999
