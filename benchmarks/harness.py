"""The cost of the harness compared with its calls, the cost of a pipe, and the time of a check.

- *In process*: every history within the bounds of a check is played on the reference implementation and judged. The
  comparison is a loop that makes the same calls and ignores the answers. The histories and their expected answers are
  computed before, in a separate row.
- *Over a pipe*: histories of all kinds, sent without waiting for answers, compared with a wait for each answer before
  the next request. A *bare* loop writes a line and reads a line; it neither encodes nor decodes, and has no timeout.
- *At random*: the random phase, compared with a bare Hypothesis state machine on the same target.
- *From the command line*: a whole check, including the start of Python, and the peak memory of its process.

The alternatives take turns, and the best turn of each counts, since noise only adds time.
"""

from __future__ import annotations

import gc
import subprocess
import sys
from functools import partial
from itertools import chain
from timeit import Timer
from typing import TYPE_CHECKING, Any

import msgspec
import random_phase

from antichain.conformance.cases.case import compile_case
from antichain.conformance.cases.variant import default_variant
from antichain.conformance.histories.exhaustive import Reach, graphs
from antichain.conformance.histories.playable import playable
from antichain.conformance.phases.bounds import DEFAULT
from antichain.conformance.protocol import jsonl
from antichain.conformance.protocol.claims import Claim
from antichain.conformance.protocol.requests import Send
from antichain.conformance.targets.reference import target
from antichain.conformance.transport.in_process import InProcess
from antichain.conformance.transport.stdio import Stdio

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from antichain.conformance.cases.script import Script
    from antichain.conformance.oracle.execution import Execution
    from antichain.conformance.protocol.claims import Kind, Options
    from antichain.conformance.protocol.requests import Request
    from antichain.conformance.transport.connection import Connection

__all__ = ["table"]

TURNS = 7
EVERY = 40  # one of this number of histories is played over a pipe, where each wait takes time
MOST_TIMES_THE_CALLS = 4
LEAST_TIMES_THE_THROUGHPUT = 5
MOST_SECONDS = {"antichain check reference": 20, "antichain check reference --quick": 4}
MOST_MEBIBYTES = 300
SERVE = sys.executable, "-m", "antichain.conformance.adapters.serve", "antichain.conformance.targets.reference:target"
MEASURE = """
import resource, subprocess, sys, time
begun = time.monotonic()
subprocess.check_call(sys.argv[1:], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(time.monotonic() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss)
"""
"""Measures a command from a small process, since a child starts with the peak memory of its parent."""

Call = tuple["Callable[..., Any]", tuple[Any, ...]]


def _best(ways: Mapping[str, Callable[[], object]], turns: int = TURNS) -> dict[str, float]:
    """The seconds of the best turn of each alternative; garbage is collected, except objects that existed before."""
    gc.collect()
    gc.freeze()
    timers = {name: Timer(way, gc.enable) for name, way in ways.items()}
    taken = [{name: timer.timeit(1) for name, timer in timers.items()} for _ in range(turns)]
    gc.unfreeze()
    return {name: min(turn[name] for turn in taken) for name in ways}


def _graphs(reach: Reach) -> list[Execution]:
    return list(graphs(DEFAULT.replicas, DEFAULT.events, reach))


def _written(histories: Sequence[Execution], kind: Kind, options: Options) -> list[Script]:
    return [
        compile_case(execution, Claim(kind, options), default_variant(execution, Claim(kind, options))).script
        for execution in histories
    ]


def _calls(scripts: Sequence[Script]) -> list[Call]:
    there, calls = target(), list[Call]()
    for request in chain.from_iterable(script.requests for script in scripts):
        arguments = msgspec.structs.astuple(request)
        whole = arguments[:-1] if isinstance(request, Send) else arguments  # without the flag of deltas
        calls.append((getattr(there, str(request.__struct_config__.tag)), whole))
    return calls


def _call(calls: Sequence[Call]) -> None:
    for method, arguments in calls:
        method(*arguments)


def _judge(connection: Connection, scripts: Sequence[Script]) -> None:
    for script, answers in zip(scripts, connection.play_all(script.requests for script in scripts), strict=True):
        assert script.judge(answers) is None, answers


def _wait(connection: Connection, requests: Sequence[Request]) -> None:
    for request in requests:
        connection.play([request])


def _wait_bare(process: subprocess.Popen[bytes], lines: Sequence[bytes]) -> None:
    assert process.stdin
    assert process.stdout
    for line in lines:
        process.stdin.write(line)
        process.stdin.flush()
        process.stdout.readline()


def _enumerated() -> list[list[str]]:
    rows = [["histories", "number", "enumerated in"], ["---", "---:", "---:"]]
    for name, reach in {"with own echoes": Reach.ECHO, "without": Reach.OTHERS}.items():
        seconds = _best({name: partial(_graphs, reach)}, turns=3)[name]
        rows.append([f"{_bounds()}, {name}", f"{len(_graphs(reach)):,}", f"{seconds:.2f} s"])
    return rows


def _bounds() -> str:
    return f"at most {DEFAULT.replicas} replicas and {DEFAULT.events} events"


def _in_process(histories: Sequence[Execution], claims: Mapping[Kind, Options]) -> list[list[str]]:
    goal = f"goal: ≤ × {MOST_TIMES_THE_CALLS}"
    rows = [["in process", "histories", "requests", "written in", "calls alone", f"played and judged ({goal})"]]
    rows.append(["---", *["---:"] * 5])
    for kind, options in claims.items():
        able = [execution for execution in histories if playable(execution, Claim(kind, options))]
        writing = _best({"write": partial(_written, able, kind, options)}, turns=1)
        scripts = _written(able, kind, options)
        calls = _calls(scripts)
        times = _best({"call": partial(_call, calls), "judge": partial(_judge, InProcess(target), scripts)})
        rows.append(
            [
                kind.value,
                f"{len(able):,}",
                f"{len(calls):,}",
                f"{writing['write']:.2f} s",
                f"{times['call'] / len(calls) * 1e6:.2f} µs a request",
                f"× {times['judge'] / times['call']:.2f}",
            ]
        )
    return rows


def _over_pipe(histories: Sequence[Execution], claims: Mapping[Kind, Options]) -> list[list[str]]:
    scripts = [
        script
        for kind, options in claims.items()
        for script in _written(
            [execution for execution in histories if playable(execution, Claim(kind, options))][::EVERY], kind, options
        )
    ]
    requests = [request for script in scripts for request in script.requests]
    lines = [jsonl.write_request(number, request) for number, request in enumerate(requests, 1)]
    connection = Stdio(SERVE)
    with subprocess.Popen(SERVE, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603  # see SERVE
        ways = {
            "waiting for each answer": partial(_wait, connection, requests),
            "waiting for each answer, bare": partial(_wait_bare, process, lines),
            f"not waiting, and judged (goal: ≥ × {LEAST_TIMES_THE_THROUGHPUT})": partial(_judge, connection, scripts),
        }
        times = _best(ways)
    connection.close()
    slowest = times["waiting for each answer"]
    rows = [["over a pipe", "requests a second", "throughput"], ["---", "---:", "---:"]]
    return rows + [[way, f"{len(requests) / time:,.0f}", f"× {slowest / time:.2f}"] for way, time in times.items()]


def _run(command: str) -> tuple[float, float, float]:
    """The elapsed seconds of a command, its seconds of computing, and the MiB of its largest process.

    The elapsed time is longer if other programs use the processor too.
    """
    words = [sys.executable, "-m", "antichain.conformance", *command.split()[1:], "--quiet"]
    measure = [sys.executable, "-S", "-c", MEASURE, *words]
    measured = subprocess.run(measure, stdout=subprocess.PIPE, check=True)  # noqa: S603 — our own program
    took, computed, held = map(float, measured.stdout.split())
    return took, computed, held / (1024 if sys.platform == "linux" else 1024**2)


def _commands() -> list[list[str]]:
    rows = [["command", "took", "goal", "computed for", f"held at most (goal: < {MOST_MEBIBYTES} MiB)"]]
    rows.append(["---", *["---:"] * 4])
    for command, limit in MOST_SECONDS.items():
        took, computed, held = map(min, zip(*(_run(command) for _ in range(3)), strict=True))
        rows.append([f"`{command}`", f"{took:.1f} s", f"< {limit} s", f"{computed:.1f} s", f"{held:.0f} MiB"])
    return rows


def _random() -> list[list[str]]:
    rate = random_phase.rates()
    share = rate["ours"] / rate["bare"]
    rows = [["random histories on a g-counter", "events a second", "share"], ["---", "---:", "---:"]]
    rows.append(["a bare Hypothesis state machine", f"{rate['bare']:,.0f}", "1.00"])
    rows.append([f"the random phase (goal: ≥ {random_phase.LEAST_OF_BARE})", f"{rate['ours']:,.0f}", f"{share:.2f}"])
    return rows


def table() -> str:
    """Return the measurements as tables in Markdown."""
    histories = [execution for execution in _graphs(Reach.ECHO) if execution.events]
    claims = target().hello().kinds
    tables = [_enumerated(), _in_process(histories, claims), _over_pipe(histories, claims), _random(), _commands()]
    return "\n".join("".join(f"| {' | '.join(row)} |\n" for row in rows) for rows in tables)


if __name__ == "__main__":
    print(table(), end="")  # noqa: T201  # it is a program
