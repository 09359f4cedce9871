"""The adapter of ``vuer-rtc`` on PyPI: its manager of vector clocks, which are plain dictionaries."""

from __future__ import annotations

from importlib import metadata

from vuer_rtc.state.vector_clock import VectorClockManager

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Hello, Kind, Options

__all__ = ["target"]


def target() -> ValueTarget:
    """Return the target: only ``increment`` ticks and a merge does not, so it is a version vector."""
    clocks = VectorClockManager()
    order = {-1: "before", 1: "after", 0: "unordered"}
    library = Library(
        new=clocks.create,
        tick=clocks.increment,
        merge=clocks.merge,
        compare=lambda x, y: order[clocks.compare(x, y)],
        entries=lambda clock: clock,
        construct=dict,
    )
    hello = Hello(
        name="vuer-rtc",
        version=metadata.version("vuer-rtc"),
        language="python",
        homepage="https://pypi.org/project/vuer-rtc/",
        kinds={Kind.VERSION_VECTOR: Options(compare="three-way", entries=True, construct=True)},
    )
    return ValueTarget(hello, {Kind.VERSION_VECTOR: library})
