"""Loses each hundredth update of a replica, at which it should start a new page of its log."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Logged, amount, by_logs


def log(mine: Logged, replica: str, by: object) -> Logged:
    number = sum(name == replica for name, _ in mine.updates) + 1
    made = {(replica, number): amount(by) if number % 100 else 0}
    return Logged({**mine.updates, **made}, {**mine.new, **made})


@wrong(breaks=("CNT-OWN",), history="A+1 a hundred times", events=100, seen="pages and segments of logs")
def target() -> ValueTarget:
    return by_logs(increment=log)
