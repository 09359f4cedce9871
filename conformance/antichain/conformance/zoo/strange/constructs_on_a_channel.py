"""Refuses old messages of a sender, and constructs states, which have no sender."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, add, counter, larger, total

State = tuple[str, Counts, Counts]
"""The replica, its counts, and the total of the last state that it received from each sender."""


def merge(mine: State, theirs: State) -> State:
    sender, counts, _ = theirs
    name, held, heard = mine
    if total(counts) < heard.get(sender, 0):
        message = f"old news of {sender}"
        raise RuntimeError(message)
    return name, larger(held, counts), {**heard, sender: total(counts)}


@right
def target() -> ValueTarget:
    return counter(
        options={"channel": "fifo", "construct": True},
        new=lambda replica: (replica, {}, {}),
        increment=lambda state, replica, by: (state[0], add(state[1], replica, by), state[2]),
        merge=merge,
        value=lambda state: total(state[1]),
        construct=lambda entries: ("", dict(entries), {}),
    )
