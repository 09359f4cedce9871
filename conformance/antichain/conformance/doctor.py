"""Is the *adapter* sound? Before a library is judged, whoever speaks for it is.

It must say the same of itself twice, forget at ``open``, return every request id, answer the same script the same way,
and survive a verb it does not know. The time that a history takes is measured on the way.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from antichain.conformance import phases, protocol
from antichain.conformance.case import play
from antichain.conformance.constructed import probes
from antichain.conformance.oracle import Truth
from antichain.conformance.protocol import UNSUPPORTED, Broken
from antichain.conformance.stdio import Stdio
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from antichain.conformance.connection import Answers, Connection
    from antichain.conformance.protocol import Hello, Kind, Options, Request

__all__ = ["Diagnosis", "examine"]

_IDS = (0, 2**31, protocol.LARGEST_EXACT)
_TIMED = 20


@dataclass(slots=True)
class Diagnosis:
    """What is wrong with the adapter, and the seconds that one history takes, by kind."""

    complaints: list[str] = field(default_factory=list)
    seconds: dict[Kind, float] = field(default_factory=dict)
    histories: int = 0


def examine(
    connection: Connection, fresh: Callable[[], Connection], hello: Hello, kinds: Mapping[Kind, Options]
) -> Diagnosis:
    """Return what is wrong with the adapter behind ``connection``, if anything is; ``fresh`` starts another one."""
    diagnosis = Diagnosis()
    again = connection.hello()
    if again != hello:
        diagnosis.complaints.append(f"hello answers differently the second time: {again}")
        return diagnosis
    if isinstance(connection, Stdio):
        answers = connection.exchange([protocol.Greet()] * len(_IDS), _IDS)
        if isinstance(answers[-1], Broken):
            diagnosis.complaints.append(
                f"request ids {', '.join(map(str, _IDS))} do not come back: {answers[-1].detail}"
            )
            return diagnosis
        if answers != [hello] * len(_IDS):
            diagnosis.complaints.append(f"hello answers differently from time to time: {answers}")
            return diagnosis
    answer = connection.play([protocol.Unknown()])[0]
    if answer != UNSUPPORTED:
        diagnosis.complaints.append(f"a verb that it does not know is answered {answer}; it should say unsupported")
        if isinstance(answer, Broken):
            return diagnosis
    other = fresh()
    try:
        for kind, options in kinds.items():
            _examine_kind(connection, other, kind, options, diagnosis)
    finally:
        other.close()
    return diagnosis


def _examine_kind(
    connection: Connection, other: Connection, kind: Kind, options: Options, diagnosis: Diagnosis
) -> None:
    script = _script(kind, options)
    if script is None:
        return
    first = connection.play(script)
    elsewhere = other.play(script)
    begun = time.perf_counter()
    rounds = 0
    while rounds < _TIMED and (rounds == 0 or time.perf_counter() - begun < 1):
        again = connection.play(script)
        rounds += 1
    diagnosis.seconds[kind] = (time.perf_counter() - begun) / rounds
    diagnosis.histories += rounds + 2
    for answers, when in ((again, "the second time"), (elsewhere, "in a fresh process")):
        if difference := _difference(script, first, answers):
            diagnosis.complaints.append(f"{kind.value}: the same script is answered differently {when}, {difference}")


def _difference(script: Sequence[Request], first: Answers, second: Answers) -> str:
    """Say where two runs differ; bytes may, and nothing else."""
    exports = (protocol.Send, protocol.Stamp)
    for place, (request, one, other) in enumerate(zip(script, first, second, strict=False), 1):
        bytes_ = isinstance(request, exports) and isinstance(one, str) and isinstance(other, str)
        if not bytes_ and one != other and not (isinstance(one, Broken) and isinstance(other, Broken)):
            return f"at request {place} ({request}): first {one}, then {other}; does open forget everything?"
    return ""


def _script(kind: Kind, options: Options) -> list[Request] | None:
    """Return a short script of a kind: a history if it plays any, else a constructed pair."""
    if not options.history:
        return next((case.script.requests for case in probes(kind, options)), None)
    events = (
        [Event("A"), Event("B", of=1), Event("B"), Event("A", of=3)] if (options.replicas or 2) > 1 else [Event("A")]
    )
    truth = Truth.of(events)
    return play(truth, kind, options, phases.settled(truth, kind, options)).script.requests
