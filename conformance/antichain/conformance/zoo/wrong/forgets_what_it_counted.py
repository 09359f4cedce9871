"""Adds each update that it does not remember, but remembers only the latest 24."""

from typing import NamedTuple

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import amount, counter


class Log(NamedTuple):
    updates: dict[tuple[str, int], int]
    remembered: tuple[tuple[str, int], ...]
    total: int


def counted(log: Log, update: tuple[str, int], by: int) -> Log:
    return Log({**log.updates, update: by}, (*log.remembered, update)[-24:], log.total + by)


def increment(log: Log, replica: str, by: object) -> Log:
    made = sum(name == replica for name, _ in log.updates)
    return counted(log, (replica, made + 1), amount(by))


def merge(x: Log, y: Log) -> Log:
    for update, by in y.updates.items():
        x = x if update in x.remembered else counted(x, update, by)
    return x


@wrong(
    breaks=("CNT-ONCE",),
    history="A+1 A>m B<m, B+1 twenty-four times, B<m",
    events=30,
    seen="sourcenetwork/defradb #4935; HarperFast/harper #1614",
)
def target() -> ValueTarget:
    return counter(new=lambda _: Log({}, (), 0), increment=increment, merge=merge, value=lambda log: log.total)
