"""Takes being asked for its clock for an event."""

from typing import Any

from antichain.conformance.values import Values
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import larger, order, version_vector


@wrong(breaks=("MSG-PURE",), history="A. stamped twice", events=1)
def target() -> Values:
    return version_vector(
        new=lambda replica: {"": replica},
        tick=lambda clock, r: {**clock, r: clock.get(r, 0) + 1},
        merge=lambda x, y: {**larger({**x, "": 0}, {**y, "": 0}), "": x[""]},
        compare=lambda x, y: order({**x, "": 0}, {**y, "": 0}),
        copy=stamped,
    )


def stamped(clock: dict[str, Any]) -> dict[str, Any]:
    clock[clock[""]] = clock.get(clock[""], 0) + 1
    return dict(clock)
