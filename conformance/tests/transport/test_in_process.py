from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.protocol import requests
from antichain.conformance.protocol.answers import Broken
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.transport.in_process import InProcess
from antichain.conformance.zoo.parts import counter

if TYPE_CHECKING:
    from antichain.conformance.adapters.values import ValueTarget

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
