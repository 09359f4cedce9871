"""The judges: solvers that answer whether an obligation holds, all from the same text.

``unsat`` proves. ``sat`` refutes. Everything else, running out of resources, being killed, an error message, is
*unknown* and never a pass. Resources are counted in the solvers' own units and seeds are fixed, so an answer does not
depend on how busy the machine is.
"""

from __future__ import annotations

import atexit
import importlib.metadata
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from threading import Timer
from typing import Any, Protocol

import z3

__all__ = ["JUDGES", "Z3", "Answer", "Cvc5", "Judge", "OldZ3", "Verdict"]


class Verdict(Enum):
    """What a judge says."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNKNOWN = "unknown"
    ABSENT = "absent"


_PATIENCE = 300_000
"""Milliseconds of wall clock, so many that on the busiest machine it is the count of steps that decides."""

_BY_WORD = {"unsat": Verdict.PROVED, "sat": Verdict.REFUTED}


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict, how long it took, and what else is to be said: why it is unknown, which steps a proof left open."""

    verdict: Verdict
    milliseconds: float = 0.0
    remark: str = ""


class Judge(Protocol):
    """A solver. ``required`` ones must be there for a run to be complete."""

    name: str
    required: bool

    def version(self) -> str | None:
        """Return the version, or None where this judge is absent."""

    def ask(self, text: str, seed: int = 0) -> Answer:
        """Return the answer to a question in SMT-LIB."""


class Z3:
    """The z3 of this process, in a context of its own for every question."""

    name, required = "z3", True

    def __init__(self, rlimit: int = 5_000_000, milliseconds: int = _PATIENCE) -> None:
        """Give up after so many of z3's own steps; the clock is there only for what does not count them."""
        self.rlimit, self.milliseconds = rlimit, milliseconds

    def version(self) -> str:
        """Return z3's version."""
        return str(z3.get_version_string())

    def ask(self, text: str, seed: int = 0) -> Answer:
        """Return z3's answer."""
        began = time.perf_counter()
        context = z3.Context()
        solver = z3.Solver(ctx=context)
        solver.set(random_seed=seed, rlimit=self.rlimit, timeout=self.milliseconds)
        try:
            solver.add(z3.parse_smt2_string(text, ctx=context))
            word = str(solver.check())
            remark = solver.reason_unknown() if word == "unknown" else ""
        except z3.Z3Exception as error:
            word, remark = "error", str(error)
        return Answer(_BY_WORD.get(word, Verdict.UNKNOWN), (time.perf_counter() - began) * 1000, remark)


class Cvc5:
    """cvc5, in a process of its own: if it dies, one question stays unanswered and the rest go on."""

    name, required = "cvc5", True
    patience = 20.0
    """Seconds beyond its limit, for starting up and for printing a proof."""

    def __init__(self, rlimit: int = 1_000_000, milliseconds: int = _PATIENCE) -> None:
        """Give up after so many of cvc5's own steps, or so many milliseconds; what then goes on is killed."""
        self.limits = {"rlimit": rlimit, "milliseconds": milliseconds}
        self.child: subprocess.Popen[str] | None = None

    def version(self) -> str | None:
        """Return cvc5's version, or None where it is not installed."""
        return importlib.metadata.version("cvc5") if importlib.util.find_spec("cvc5") else None

    def ask(self, text: str, seed: int = 0) -> Answer:
        """Return cvc5's answer; it counts as proved only when its proof has no open steps."""
        if self.version() is None:
            return Answer(Verdict.ABSENT)
        said = self._told({"text": text, "seed": seed, **self.limits})
        if said is None:
            return Answer(Verdict.UNKNOWN, remark="the solver died")
        verdict, remark = _BY_WORD.get(said["word"], Verdict.UNKNOWN), said["remark"]
        whole = verdict is not Verdict.PROVED or not remark
        return Answer(verdict if whole else Verdict.UNKNOWN, said["milliseconds"], remark)

    def _told(self, question: dict[str, Any]) -> dict[str, Any] | None:
        """Return the child's answer, or None where it died over the question."""
        child = self.child if self.child is not None and self.child.poll() is None else _child()
        self.child = child
        if child.stdin is None or child.stdout is None:
            return None
        overdue = Timer(self.limits["milliseconds"] / 1000 + self.patience, child.kill)
        overdue.start()
        try:
            child.stdin.write(json.dumps(question) + "\n")
            child.stdin.flush()
            said: dict[str, Any] = json.loads(child.stdout.readline())
        except (OSError, ValueError):
            child.kill()
            child.wait()
            return None
        finally:
            overdue.cancel()
        return said


def _child() -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-m", "antichain.proofs.cvc5_child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    atexit.register(_end, child)
    return child


def _end(child: subprocess.Popen[str]) -> None:
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()
    child.wait()


class OldZ3:
    """A z3 of another version found on the path, perhaps years older: used where present."""

    name, required = "old z3", False

    def __init__(self, rlimit: int = 50_000_000, seconds: int = _PATIENCE // 1000) -> None:
        """Give up after so many steps, or so many seconds."""
        self.rlimit, self.seconds = rlimit, seconds
        self.program, self._version = _other_z3()

    def version(self) -> str | None:
        """Return its version, or None where there is none."""
        return self._version

    def ask(self, text: str, seed: int = 0) -> Answer:
        """Return its answer."""
        if self.program is None:
            return Answer(Verdict.ABSENT)
        began = time.perf_counter()
        command = [self.program, "-in", "-smt2", f"smt.random_seed={seed}", f"rlimit={self.rlimit}"]
        try:
            said = subprocess.run(  # noqa: S603 — found on the path by name
                command, input=text, capture_output=True, text=True, check=False, timeout=self.seconds
            )
        except (subprocess.TimeoutExpired, OSError) as error:
            return Answer(Verdict.UNKNOWN, (time.perf_counter() - began) * 1000, type(error).__name__)
        word = said.stdout.strip()
        return Answer(_BY_WORD.get(word, Verdict.UNKNOWN), (time.perf_counter() - began) * 1000, word[:80])


@cache
def _other_z3() -> tuple[str | None, str | None]:
    """Return the first z3 on the path that is not the one of this process, nor beside this Python, and its version."""
    own = Path(sysconfig.get_path("scripts")).resolve()
    for folder in os.get_exec_path():
        program = shutil.which("z3", path=folder)
        if program is None or Path(program).parent.resolve() == own:
            continue
        version = _version_of(program)
        if version not in {None, z3.get_version_string()}:
            return program, version
    return None, None


def _version_of(program: str) -> str | None:
    with suppress(OSError, subprocess.TimeoutExpired):
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 — found on the path by name
        return said.stdout.split("version ")[-1].split()[0] if "version " in said.stdout else None
    return None


JUDGES: tuple[Judge, ...] = (Z3(), Cvc5(), OldZ3())
