"""The judges: solvers that answer whether an obligation holds, all from the same text.

``unsat`` proves. ``sat`` refutes. Everything else, running out of resources, being killed, an error message, is
*unknown* and never a pass. Resources are counted in the solvers' own units and seeds are fixed, so an answer does not
depend on how busy the machine is.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import shutil
import subprocess
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from enum import Enum
from multiprocessing import get_context
from typing import Protocol

import z3

__all__ = ["JUDGES", "Answer", "Cvc5", "Judge", "OldZ3", "Verdict", "Z3"]


class Verdict(Enum):
    """What a judge says."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNKNOWN = "unknown"
    ABSENT = "absent"


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

    def __init__(self, rlimit: int = 5_000_000, milliseconds: int = 10_000) -> None:
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
        solver.add(z3.parse_smt2_string(text, ctx=context))
        word = str(solver.check())
        remark = solver.reason_unknown() if word == "unknown" else ""
        return Answer(_BY_WORD.get(word, Verdict.UNKNOWN), (time.perf_counter() - began) * 1000, remark)


def _ask_cvc5(text: str, seed: int, rlimit: int, milliseconds: int) -> tuple[str, float, str]:
    """Answer in a child process: the word, the milliseconds, and a remark."""
    import cvc5  # noqa: PLC0415 — an optional judge, and only the child needs it

    began = time.perf_counter()
    solver = cvc5.Solver(cvc5.TermManager())
    limits = {"seed": seed, "rlimit-per": rlimit, "tlimit-per": milliseconds}
    switches = ("full-saturate-quant", "produce-proofs", "quiet")
    for option, value in {**limits, **dict.fromkeys(switches, "true"), "proof-granularity": "dsl-rewrite"}.items():
        solver.setOption(option, str(value))
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "obligation")
    word = ""
    while not (command := parser.nextCommand()).isNull():
        word = str(command.invoke(solver, parser.getSymbolManager())).strip() or word
    took = (time.perf_counter() - began) * 1000
    return word, took, _open_steps(solver, cvc5) if word == "unsat" else word


def _open_steps(solver: object, cvc5: object) -> str:
    """Return which steps of cvc5's proof are no steps: empty where the proof is whole."""
    (proof,) = solver.getProof()  # type: ignore[attr-defined]  # cvc5 ships no types
    printed = solver.proofToString(proof, cvc5.ProofFormat.CPC)  # type: ignore[attr-defined]  # as above
    text = printed.decode() if isinstance(printed, bytes) else str(printed)
    return " and ".join(f"a step marked {word}" for word in ("trust", "hole") if f":rule {word}" in text)


class Cvc5:
    """cvc5, in a child process: if it dies, one question stays unanswered and the rest go on."""

    name, required = "cvc5", True

    def __init__(self, rlimit: int = 1_000_000, milliseconds: int = 10_000) -> None:
        """Give up after so many of cvc5's own steps, or so many milliseconds."""
        self.rlimit, self.milliseconds = rlimit, milliseconds
        self.child: ProcessPoolExecutor | None = None

    def version(self) -> str | None:
        """Return cvc5's version, or None where it is not installed."""
        return importlib.metadata.version("cvc5") if importlib.util.find_spec("cvc5") else None

    def ask(self, text: str, seed: int = 0) -> Answer:
        """Return cvc5's answer; it counts as proved only when its proof has no open steps."""
        if self.version() is None:
            return Answer(Verdict.ABSENT)
        self.child = self.child or ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        try:
            asked = self.child.submit(_ask_cvc5, text, seed, self.rlimit, self.milliseconds)
            word, took, remark = asked.result()
        except BrokenProcessPool:
            self.child = None
            return Answer(Verdict.UNKNOWN, remark="the solver died")
        except Exception as error:  # noqa: BLE001 — whatever a solver does, it is no proof
            return Answer(Verdict.UNKNOWN, remark=str(error).splitlines()[0])
        verdict = _BY_WORD.get(word, Verdict.UNKNOWN)
        whole = verdict is not Verdict.PROVED or not remark
        return Answer(verdict if whole else Verdict.UNKNOWN, took, remark)


class OldZ3:
    """A z3 found on the path, perhaps years older than the other: used where present."""

    name, required = "z3 on the path", False

    def __init__(self, rlimit: int = 50_000_000, seconds: int = 10) -> None:
        """Give up after so many steps, or so many seconds."""
        self.rlimit, self.seconds = rlimit, seconds
        self.program = shutil.which("z3")

    def version(self) -> str | None:
        """Return its version, or None where there is none."""
        if self.program is None:
            return None
        said = subprocess.run([self.program, "--version"], capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 — found on the path by name
        return said.stdout.split("version ")[-1].split()[0] if "version " in said.stdout else None

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


JUDGES: tuple[Judge, ...] = (Z3(), Cvc5(), OldZ3())
