"""The order of a counter's states, and digests: both agree with the sets of updates."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from antichain.conformance.protocol.claims import Claim, Kind, Options
from antichain.conformance.scenarios.state_order import probes
from antichain.conformance.transport.in_process import InProcess
from antichain.conformance.zoo.parts import Counts, counter, encode, order, total

if TYPE_CHECKING:
    from collections.abc import Callable

OPTIONS = {"compare": "states", "digest": True, "wire": False}


def digest(counts: Counts) -> str:
    return sha256(encode(dict(sorted(counts.items())))).hexdigest()


def broken(compare: Callable[[Counts, Counts], str], digests: Callable[[Counts], str]) -> set[str]:
    """Return the rules that the probes find broken."""
    connection = InProcess(lambda: counter(options=OPTIONS, compare=compare, digest=digests))
    claim = Claim(Kind.G_COUNTER, Options(**OPTIONS))  # type: ignore[arg-type]  # options by name
    violations = (case.script.judge(connection.play(case.script.requests)) for case in probes(claim))
    return {rule for violation in violations if violation for rule in violation.rules}


def test_state_order_of_a_right_counter_passes() -> None:
    def without_zeros(counts: Counts) -> str:
        return digest({replica: count for replica, count in counts.items() if count})

    assert broken(order, without_zeros) == set()


def test_digest_that_counts_updates_of_zero_passes() -> None:
    assert broken(order, digest) == set()


@pytest.mark.parametrize(
    "compare",
    [
        lambda x, y: "equal" if total(x) == total(y) else order(x, y),
        lambda x, y: {"before": "after", "after": "before"}.get(order(x, y), order(x, y)),
        lambda x, y: "equal" if x == y else "concurrent",
        lambda x, y: order(x, y) if x.keys() == y.keys() else "concurrent",
    ],
    ids=["totals", "swapped", "identity", "keys"],
)
def test_wrong_state_order_is_found(compare: Callable[[Counts, Counts], str]) -> None:
    assert "CNT-ORDER" in broken(compare, digest)


@pytest.mark.parametrize(
    "digests",
    [lambda _: "", lambda counts: encode(counts).hex(), lambda counts: str(total(counts)), lambda _: 7],
    ids=["constant", "arrival", "total", "number"],
)
def test_wrong_digests_are_found(digests: Callable[[Counts], str]) -> None:
    rules = broken(order, digests)
    assert rules & {"LIB-DIGEST", "ANS-OK"}


def test_state_order_checks_need_the_claim() -> None:
    assert [*probes(Claim(Kind.G_COUNTER, Options()))] == []
    assert [*probes(Claim(Kind.VECTOR_CLOCK, Options(digest=True)))] == []
