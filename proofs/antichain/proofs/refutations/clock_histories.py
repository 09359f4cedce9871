"""The shortest histories of clocks that are stamped, forgotten or compared wrongly, each found by search."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from antichain.model import clock
from antichain.model.clock import Clock, Order
from antichain.proofs.refutations.search import shortest_order
from antichain.proofs.refutations.story import Story

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.model.causality import Event

__all__ = ["by_sums", "early_stamp", "pruned", "pruned_late", "quiet_receive", "spelling"]


def spelling() -> Story:
    """Two dictionaries of one clock."""
    spelt = sorted(({"A": a} if a is not None else {} for a in (None, 0, 1)), key=len)
    x, y = next((x, y) for x, y in product(spelt, repeat=2) if x != y and Clock(x) == Clock(y))
    requests = (
        {"op": "construct", "message": "x", "entries": x},
        {"op": "construct", "message": "y", "entries": y},
        {"op": "compare", "left": "x", "right": "y"},
    )
    return Story("version-vector", requests, "not equal", Order.EQUAL.value, 0)


def _stamped(
    receive: Callable[[Clock, Clock, str], Clock], message: Callable[[Clock, Clock], Clock] = lambda _, after: after
) -> Callable[[tuple[Event, ...]], list[Clock]]:
    """Return the stamping that ticks at an event, receives by ``receive``, and sends the result of ``message``."""

    def stamps(history: tuple[Event, ...]) -> list[Clock]:
        now: dict[str, Clock] = {}
        found: list[Clock] = []
        sent: list[Clock] = []
        for event in history:
            mine = now.get(event.replica, Clock())
            after = receive(mine, sent[event.of - 1], event.replica) if event.of else clock.tick(mine, event.replica)
            now[event.replica] = after
            found.append(after)
            sent.append(message(mine, after))
        return found

    return stamps


def _ordered(
    stamps: Callable[[tuple[Event, ...]], list[Clock]],
    compare: Callable[[Clock, Clock], Order],
    counts: Callable[[Order, Order], bool] = lambda answer, truth: answer is not truth,
) -> Story:
    history, e, f, answer, truth = shortest_order(stamps, compare, counts)
    received = {event.of for event in history}
    requests: list[dict[str, Any]] = []
    for number, event in enumerate(history, 1):
        if event.of:
            requests.append({"op": "receive", "replica": event.replica, "message": f"m{event.of}"})
        elif number in received:
            requests.append({"op": "send", "replica": event.replica, "message": f"m{number}"})
        else:
            requests.append({"op": "event", "replica": event.replica})
        requests.append({"op": "stamp", "replica": event.replica, "message": f"s{number}"})
    requests.append({"op": "compare", "left": f"s{e}", "right": f"s{f}"})
    lines = (
        {"replica": event.replica, "do": "update" if event.is_update else "receive"}
        | ({} if event.is_update else {"of": event.of})
        for event in history
    )
    return Story("vector-clock", tuple(requests), answer.value, truth.value, len(history), tuple(lines))


def by_sums() -> Story:
    """Compare sums."""

    def compare(x: Clock, y: Clock) -> Order:
        return clock.compare(clock.unit("sum", sum(x[r] for r in x)), clock.unit("sum", sum(y[r] for r in y)))

    return _ordered(_stamped(clock.receive), compare)


def _without_a(x: Clock) -> Clock:
    return Clock({r: x[r] for r in x if r != "A"})


def pruned() -> Story:
    """The earlier stamp forgets a replica: a conflict is missed."""
    return _ordered(
        _stamped(clock.receive),
        lambda x, y: clock.compare(_without_a(x), y),
        lambda answer, truth: (answer, truth) == (Order.BEFORE, Order.CONCURRENT),
    )


def pruned_late() -> Story:
    """The later stamp forgets a replica: a conflict is invented."""
    return _ordered(
        _stamped(clock.receive),
        lambda x, y: clock.compare(x, _without_a(y)),
        lambda answer, truth: (answer, truth) == (Order.CONCURRENT, Order.BEFORE),
    )


def quiet_receive() -> Story:
    """A receive joins and does not tick."""
    return _ordered(_stamped(lambda x, y, _: clock.join(x, y)), clock.compare)


def early_stamp() -> Story:
    """A message carries the clock from before its tick."""
    return _ordered(_stamped(clock.receive, lambda before, _: before), clock.compare)
