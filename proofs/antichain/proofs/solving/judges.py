"""The judges: solvers that answer whether an obligation holds, all from the same text.

``unsat`` proves. ``sat`` refutes. Every other answer, such as an exhausted limit, a killed process or an error message,
is *unknown* and never a pass. Resources are counted in the solvers' own units and seeds are fixed, so an answer does
not depend on how busy the machine is.
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
from typing import TYPE_CHECKING, Any, Protocol

import z3

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["JUDGES", "Z3", "Answer", "Cvc5", "Judge", "OldZ3", "Process", "Verdict", "parsed"]


class Verdict(Enum):
    """The answer of a judge, in one word."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNKNOWN = "unknown"
    ABSENT = "absent"


_PATIENCE = 300_000
"""Milliseconds of wall clock; the limit is high, so that the count of steps decides even on a busy machine."""

_Z3_FEW, _CVC5_FEW = 500_000, 50_000
"""Limits in which each judge answers all but a few of the questions of the theories."""

_BY_WORD = {"unsat": Verdict.PROVED, "sat": Verdict.REFUTED}


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict, its time, and a remark: why it is unknown, or which steps a proof left open."""

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


class Process:
    """A solver in a separate process: if it dies, one question stays unanswered and the rest go on."""

    def __init__(self, solver: str) -> None:
        """Name the solver; the process starts when it is first needed."""
        self.solver = solver
        self.child: subprocess.Popen[str] | None = None

    def start(self) -> subprocess.Popen[str]:
        """Start the process unless it runs; return without waiting until it is ready."""
        if self.child is None or self.child.poll() is not None:
            self.child = _child(self.solver)
        return self.child

    def answer(self, question: Mapping[str, Any], seconds: float) -> dict[str, Any] | None:
        """Return the answer, or None if the process died or was killed after ``seconds``."""
        child = self.start()
        if child.stdin is None or child.stdout is None:
            return None
        overdue = Timer(seconds, child.kill)
        overdue.start()
        try:
            child.stdin.write(json.dumps(question) + "\n")
            child.stdin.flush()
            answer: dict[str, Any] = json.loads(child.stdout.readline())
        except (OSError, ValueError):
            child.kill()
            child.wait()
            return None
        finally:
            overdue.cancel()
        return answer


class Z3:
    """The z3 of this process, with a new context for every question."""

    name, required = "z3", True
    patience = 20.0
    """Seconds beyond its limit, for the start of its process."""

    def __init__(self, rlimit: int = 5_000_000, milliseconds: int = _PATIENCE) -> None:
        """Limit z3 to a number of its own steps; the clock limits only operations that do not count steps."""
        self.rlimit, self.milliseconds = rlimit, milliseconds

    def version(self) -> str:
        """Return z3's version."""
        return str(z3.get_version_string())

    def hurried(self) -> Z3:
        """Return the judge with a small limit, which is enough for nearly every question."""
        return Z3(rlimit=_Z3_FEW, milliseconds=self.milliseconds) if self.rlimit > _Z3_FEW else self

    def ask(self, text: str, seed: int = 0) -> Answer:
        """Return z3's answer."""
        began = time.perf_counter()
        context = z3.Context()
        solver = z3.SimpleSolver(ctx=context)
        solver.set(random_seed=seed, rlimit=self.rlimit, timeout=self.milliseconds)
        try:
            solver.add(parsed(text, context))
            word = str(solver.check())
            remark = solver.reason_unknown() if word == "unknown" else ""
        except z3.Z3Exception as error:
            word, remark = "error", str(error)
        return Answer(_BY_WORD.get(word, Verdict.UNKNOWN), (time.perf_counter() - began) * 1000, remark)

    def ask_in(self, process: Process, text: str, seed: int = 0) -> Answer:
        """Return the answer of the z3 of another process."""
        question = {"text": text, "seed": seed, "rlimit": self.rlimit, "milliseconds": self.milliseconds}
        answer = process.answer(question, self.milliseconds / 1000 + self.patience)
        if answer is None:
            return Answer(Verdict.UNKNOWN, remark="the solver died")
        return Answer(Verdict(answer["verdict"]), answer["milliseconds"], answer["remark"])


def parsed(text: str, context: z3.Context) -> z3.AstVector:
    """Return the assertions of a question. Its last command is left out: z3's parser would obey it, without a limit."""
    return z3.parse_smt2_string(text.removesuffix("(check-sat)\n"), ctx=context)


class Cvc5:
    """cvc5 in a separate process."""

    name, required = "cvc5", True
    patience = 20.0
    """Seconds beyond its limit, for starting up and for printing a proof."""

    def __init__(self, rlimit: int = 1_000_000, milliseconds: int = _PATIENCE) -> None:
        """Limit cvc5 to a number of its own steps, and of milliseconds; beyond these it is killed."""
        self.rlimit, self.milliseconds = rlimit, milliseconds
        self.process = Process(self.name)

    def version(self) -> str | None:
        """Return cvc5's version, or None where it is not installed."""
        return importlib.metadata.version("cvc5") if importlib.util.find_spec("cvc5") else None

    def hurried(self) -> Cvc5:
        """Return the judge with a small limit, which is enough for nearly every question."""
        return Cvc5(rlimit=_CVC5_FEW, milliseconds=self.milliseconds) if self.rlimit > _CVC5_FEW else self

    def ask(self, text: str, seed: int = 0) -> Answer:
        """Return cvc5's answer; it counts as proved only when its proof has no open steps."""
        return self.ask_in(self.process, text, seed)

    def ask_in(self, process: Process, text: str, seed: int = 0) -> Answer:
        """Return the answer of the cvc5 in this process."""
        if self.version() is None:
            return Answer(Verdict.ABSENT)
        question = {"text": text, "seed": seed, "rlimit": self.rlimit, "milliseconds": self.milliseconds}
        answer = process.answer(question, self.milliseconds / 1000 + self.patience)
        if answer is None:
            return Answer(Verdict.UNKNOWN, remark="the solver died")
        verdict, remark = _BY_WORD.get(answer["word"], Verdict.UNKNOWN), answer["remark"]
        whole = verdict is not Verdict.PROVED or not remark
        return Answer(verdict if whole else Verdict.UNKNOWN, answer["milliseconds"], remark)


def _child(solver: str) -> subprocess.Popen[str]:
    child = subprocess.Popen(  # noqa: S603 — the name of the solver is one of two in this file
        [sys.executable, "-m", f"antichain.proofs.solving.{solver}_worker"],
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
        """Limit the solver to a number of steps, and of seconds."""
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
