"""Keeps counts as text, and compares texts by their lengths first."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import version_vector


def later(x: str, y: str) -> str:
    return max(x, y, key=lambda text: (len(text), text))


def merge(x: dict[str, str], y: dict[str, str]) -> dict[str, str]:
    return {replica: later(x.get(replica, "0"), y.get(replica, "0")) for replica in x | y}


def compare(x: dict[str, str], y: dict[str, str]) -> str:
    joined = {replica: n for replica, n in merge(x, y).items() if n != "0"}
    known = joined == without_zeros(y), joined == without_zeros(x)
    return {(True, True): "equal", (True, False): "before", (False, True): "after"}.get(known, "concurrent")


def without_zeros(clock: dict[str, str]) -> dict[str, str]:
    return {replica: n for replica, n in clock.items() if n != "0"}


@right
def target() -> ValueTarget:
    return version_vector(
        options={"construct": True},
        construct=lambda entries: {replica: str(n) for replica, n in entries.items()},
        tick=lambda clock, replica: {**clock, replica: str(int(clock.get(replica, "0")) + 1)},
        merge=merge,
        compare=compare,
    )
