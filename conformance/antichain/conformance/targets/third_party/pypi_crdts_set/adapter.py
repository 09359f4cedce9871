"""The adapter of ``crdts`` on PyPI: ``CounterSet``, where each replica counts under an id."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

from crdts import CounterSet, ScalarClock

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Hello, Kind, Options
from antichain.conformance.protocol.target import Rejected

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["target"]

_CLOCK = b"one counter"


def target() -> ValueTarget:
    """Return the target: "use with multiple replicas where each replica has a single counter_id"."""
    library = Library(
        new=lambda _: CounterSet(uuid=_CLOCK, clock=ScalarClock(uuid=_CLOCK)),
        increment=lambda state, replica, by: _refusing(state.increase, replica, by),
        decrement=lambda state, replica, by: _refusing(state.decrease, replica, by),
        merge=_merge,
        value=lambda state: state.read(),
        copy=lambda state: CounterSet.unpack(state.pack()),
        encode=lambda state: state.pack(),
        decode=CounterSet.unpack,
    )
    hello = Hello(
        name="pypi-crdts-set",
        version=metadata.version("crdts"),
        language="python",
        homepage="https://github.com/k98kurz/CRDTs",
        kinds={Kind.PN_COUNTER: Options(wire=True)},
    )
    return ValueTarget(hello, {Kind.PN_COUNTER: library})


def _merge(mine: CounterSet, theirs: CounterSet) -> None:
    for update in theirs.history():
        mine.update(update)


def _refusing(update: Callable[[str, Any], object], replica: str, by: object) -> None:
    """Make an update, and report a TypeError or ValueError as a refusal."""
    try:
        update(replica, by)
    except (TypeError, ValueError) as why:
        code = "negative" if isinstance(why, ValueError) else "not-an-integer"
        raise Rejected(code, str(why)) from why
