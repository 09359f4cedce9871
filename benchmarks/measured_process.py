"""One Python library in a separate process, which answers requests once, or repeatedly for a measurement.

    python -I measured_process.py ADAPTER PATH...

The environment of the library runs it, as it runs ``adapter_process.py``, with the paths of ``antichain``.
``impl`` as ADAPTER is antichain's own implementation, whose updates are measured without the deltas that the shipped
adapter of it makes.

``{"op": "repeat", "requests": [...], "times": n}`` answers nanoseconds, and how many requests had a result. The verb
``nothing`` sends the request ``like`` to a library that does nothing, which measures only the adapter.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
import time
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["main"]


def _impl() -> Any:  # noqa: ANN401 — a target, whose module can be found once the namespace is set
    from antichain.conformance.adapters.values import Library, ValueTarget
    from antichain.conformance.protocol.claims import Hello, Kind, Options
    from antichain.impl.crdt.clock import Clock
    from antichain.impl.crdt.counter import GCounter, PNCounter

    clock = Library(
        new=lambda _: Clock(),
        tick=Clock.tick,
        merge=Clock.merge,
        compare=Clock.compare,
        encode=Clock.encode,
        construct=Clock,
    )
    vector_clock = Library(
        new=lambda _: Clock(),
        tick=Clock.tick,
        receive=Clock.receive,
        compare=Clock.compare,
        encode=Clock.encode,
        construct=Clock,
        send_ticks=True,
    )
    counters = [
        Library(
            new=lambda _, counter=counter: counter(),
            increment=counter.increment,
            merge=counter.merge,
            value=lambda state: state.value,
            encode=counter.encode,
        )
        for counter in (GCounter, PNCounter)
    ]
    libraries = dict(
        zip(
            (Kind.VERSION_VECTOR, Kind.VECTOR_CLOCK, Kind.G_COUNTER, Kind.PN_COUNTER),
            (clock, vector_clock, *counters),
            strict=True,
        )
    )
    return ValueTarget(Hello(name="impl", kinds=dict.fromkeys(libraries, Options(wire=True))), libraries)


def _nothing() -> Any:  # noqa: ANN401 — a target
    """Return a target of a library that does nothing, which has one replica and one message."""
    from antichain.conformance.adapters.values import Library, ValueTarget
    from antichain.conformance.protocol.claims import Hello, Kind, Options

    library = Library(
        new=lambda _: 0,
        tick=lambda _state, _replica: None,
        increment=lambda _state, _replica, _by: None,
        merge=lambda _mine, _theirs: None,
        value=lambda _state: 0,
        compare=lambda _x, _y: "equal",
    )
    target = ValueTarget(Hello(name="nothing", kinds={Kind.PN_COUNTER: Options()}), {Kind.PN_COUNTER: library})
    target.open(Kind.PN_COUNTER, ["0"])
    target.stamp("0", "0")
    return target


def main(adapter: str, paths: list[str]) -> None:
    """Answer requests until the input ends."""
    output = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # the output of a library is not an answer
    namespace = ModuleType("antichain")
    namespace.__path__ = paths
    sys.modules["antichain"] = namespace
    from antichain.conformance.protocol import jsonl
    from antichain.conformance.transport.in_process import InProcess

    target = _impl() if adapter == "impl" else runpy.run_path(adapter)["target"]()
    connection, nothing = InProcess(lambda: target, timeout=None), _nothing()

    def call(request: dict[str, Any]) -> Callable[[], object]:
        idle = request["op"] == "nothing"
        op = request["like"] if idle else request["op"]
        values = ["0", "0"] if op in {"receive", "compare"} and idle else _values(op, request)
        verb = getattr(nothing if idle else target, op)
        return lambda: verb(*values)

    for line in sys.stdin:
        asked = json.loads(line)
        if asked["op"] == "repeat":
            result = _repeat([call(request) for request in asked["requests"]], asked["times"])
            answer = json.dumps({"id": asked["id"], "ok": result})
        else:
            number, request = jsonl.read_request(line.encode())
            assert request is not None, line
            given = connection.answer(request)
            if asked["op"] in {"send", "stamp"} and isinstance(given, str):
                answer = json.dumps({"id": number, "ok": {"bytes": given}})
            else:
                answer = jsonl.write_answer(number, given).decode().rstrip()
        output.write(f"{answer}\n")
        output.flush()


def _values(op: str, request: dict[str, Any]) -> list[Any]:
    fields = {
        "increment": ("replica", "by"),
        "receive": ("replica", "message"),
        "compare": ("left", "right"),
    }.get(op, ("replica",))
    return [request.get(name, 1) for name in fields]


def _repeat(calls: list[Callable[[], object]], times: int) -> dict[str, int]:
    done, clock = 0, time.perf_counter_ns
    begun = clock()
    for _ in range(times):
        for call in calls:
            call()
            done += 1
    return {"nanoseconds": clock() - begun, "done": done}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
