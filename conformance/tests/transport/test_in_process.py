from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.answers import Broken
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.transport.in_process import InProcess
from antichain.conformance.zoo.parts import counter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

OPENED = requests.Open(Kind.G_COUNTER, ("A",))
READ = [OPENED, requests.Value("A")]


def breaks_at_a_receive() -> ValueTarget:
    """Return a counter that asks its process to end when it receives a message."""

    def merge(_mine: object, _theirs: object) -> None:
        raise SystemExit

    return counter(merge=merge)


def test_script_after_one_that_broke_is_played_on_a_fresh_target() -> None:
    connection = InProcess(breaks_at_a_receive)
    broken = connection.play([OPENED, requests.Send("A", "m", delta=False), requests.Receive("A", "m"), READ[1]])
    assert isinstance(broken[-1], Broken)
    assert len(broken) == 3
    assert connection.play(READ) == [None, 0]


def waits_in(verb: str, seconds: float) -> Callable[[], ValueTarget]:
    """Return a factory of counters that answer one sort of request after some seconds."""

    class Waiting(ValueTarget):
        def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
            if verb == "open":
                time.sleep(seconds)
            super().open(kind, replicas)

        def value(self, replica: str, /) -> int:
            if verb == "value":
                time.sleep(seconds)
            return super().value(replica)

    return lambda: counter(Waiting)


@pytest.mark.parametrize(("verb", "broken"), [("open", False), ("value", True)])
def test_open_may_take_longer_than_other_requests(verb: str, broken: bool) -> None:
    answers = InProcess(waits_in(verb, 0.2), timeout=0.05).play(READ)
    assert isinstance(answers[-1], Broken) is broken
