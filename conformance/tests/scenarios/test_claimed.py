"""The cases about rarely claimed options: each right member of the zoo passes, and each wrong one breaks the rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from antichain.conformance.protocol.claims import Claim
from antichain.conformance.scenarios.claimed import aging, interrupted_receives, joined_states, reused_arguments
from antichain.conformance.transport.in_process import InProcess
from antichain.conformance.zoo.strange import (
    consumes_what_it_merges,
    forgets_what_is_old,
    joins_what_it_compares_and_no_more,
    only_orders,
    takes_interrupted_receives_whole,
)
from antichain.conformance.zoo.wrong import (
    forgets_its_own_old_entry,
    joins_into_the_first,
    keeps_the_entries_that_it_was_given,
    takes_half_of_an_interrupted_receive,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from antichain.conformance.cases.case import Case
    from antichain.conformance.zoo.member import Member


def reused(claim: Claim) -> Iterator[Case]:
    return reused_arguments.probes(claim, in_process=True)


def broken(probes: Callable[[Claim], Iterator[Case]], member: Member) -> set[str]:
    """Return the rules that the probes find broken; fail if there are no probes."""
    (claim,) = Claim.all_of(member().hello())
    connection = InProcess(member)
    cases = [*probes(claim)]
    assert cases
    violations = (case.script.judge(connection.play(case.script.requests)) for case in cases)
    return {rule for violation in violations if violation for rule in violation.rules}


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
        (reused, keeps_the_entries_that_it_was_given.target, {"MSG-FROZEN"}),
    ],
)
def test_claimed_cases_break_the_rule_of_a_wrong_member(
    probes: Callable[[Claim], Iterator[Case]], member: Member, rules: set[str]
) -> None:
    assert broken(probes, member) == rules
