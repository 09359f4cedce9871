"""The time of the proofs: the commands as a user starts them, each judge on every obligation, and Rocq."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from antichain.model import slots
from antichain.proofs.report import names, obligations
from antichain.proofs.rocq.check import compiled, find, folder, kernel, modules
from antichain.proofs.solving.judges import JUDGES, Z3, Judge, Verdict
from antichain.proofs.solving.smtlib import script
from antichain.proofs.theories.x_implementation.refinement import SHIPPED, refinement

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["table"]

_ANTICHAIN = str(Path(sys.executable).with_name("antichain"))
_RIGHT, _BROKEN = "    return max(x, y)\n", "    return min(x, y)\n"


def table() -> str:
    """Return the measurements as Markdown tables; it takes many minutes."""
    return "\n\n".join(["\n".join(_commands()), "\n".join(_judges())])


def _commands() -> list[str]:
    """Return the table of commands; the last column compares with z3 alone in the same run."""
    with TemporaryDirectory() as written:
        where = Path(written)
        rows = {
            "`antichain prove --judge z3`": (_run("prove", "--judge", "z3"), "< 5 s"),
            "`antichain prove`": (_run("prove"), "< 20 s"),
            "`antichain prove` of a model whose merge is the minimum": (_run("prove", model=_broken(where)), "< 30 s"),
            "`antichain prove --theory X`": (_run("prove", "--theory", "X"), ""),
            "theory X with three replicas, z3": (_timed(_refined), "< 60 s"),
            "`antichain prove --certificates`": (_run("prove", "--certificates", str(where / "certificates")), ""),
            "`antichain prove --thorough`": (_run("prove", "--thorough"), ""),
            **_rocq(where),
        }
    (first, _), *_ = rows.values()
    lines = ["| command | took | goal | computed for | beside z3 alone |", "| --- | ---: | ---: | ---: | ---: |"]
    for name, ((took, computed), goal) in rows.items():
        lines.append(f"| {name} | {took:.1f} s | {goal} | {computed:.1f} s | × {computed / first[1]:.2f} |")
    return lines


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the elapsed seconds of the work, and the seconds of computing, including its child processes."""
    began, computed = time.perf_counter(), _computed()
    work()
    return time.perf_counter() - began, _computed() - computed


def _computed() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _run(*arguments: str, model: Path | None = None) -> tuple[float, float]:
    environment = {**os.environ, "PYTHONPATH": str(model)} if model else dict(os.environ)
    expected = 1 if model else 0

    def work() -> None:
        done = subprocess.run(  # noqa: S603 — the program beside this Python, with arguments from this file
            [_ANTICHAIN, *arguments], capture_output=True, text=True, check=False, env=environment
        )
        assert done.returncode == expected, done.stdout[-2000:] + done.stderr[-2000:]

    return _timed(work)


def _broken(where: Path) -> Path:
    """Return the folder of a copy of the model in which merge is the minimum."""
    source = Path(slots.__file__).parents[2]
    copy = where / "model"
    shutil.copytree(source / "antichain", copy / "antichain", ignore=shutil.ignore_patterns("__pycache__"))
    file = copy / "antichain" / "model" / "slots.py"
    text = file.read_text(encoding="utf-8")
    assert text.count(_RIGHT) == 1
    file.write_text(text.replace(_RIGHT, _BROKEN), encoding="utf-8")
    return copy


def _refined() -> None:
    judge = Z3()
    texts = [script(each) for theorem in refinement(SHIPPED, "ABC") for each in theorem.obligations]
    assert all(judge.ask(text).verdict is Verdict.PROVED for text in texts)


def _rocq(where: Path) -> dict[str, tuple[tuple[float, float], str]]:
    """Return the rows for Rocq, or none where it is absent."""
    coq = find()
    if coq is None:
        return {}
    build = where / "rocq"
    build.mkdir()
    return {
        "`coqc`, all files": (_timed(lambda: compiled(coq, folder(), build)), "< 30 s"),
        "`coqchk`": (_timed(lambda: kernel(coq, build, modules(folder()))), "< 90 s"),
    }


def _judges() -> list[str]:
    """Return the table of the judges, each asked all questions of the theories but X, one after the other."""
    selected = [name for letter, found in names().items() for name in found if letter not in {"X", "R"}]
    asked = {each.id: script(each) for each in obligations(selected)}
    present = [judge for judge in JUDGES if judge.version() is not None]
    rows = [_judge(judge, asked) for judge in present]
    return [f"| {len(asked)} obligations | proved | seconds | slowest |", "| --- | ---: | ---: | --- |", *rows]


def _judge(judge: Judge, asked: dict[str, str]) -> str:
    began = time.perf_counter()
    answers = {name: judge.ask(text) for name, text in asked.items()}
    took = time.perf_counter() - began
    proved = sum(answer.verdict is Verdict.PROVED for answer in answers.values())
    slowest = max(answers, key=lambda name: answers[name].milliseconds)
    slow = f"{slowest}: {answers[slowest].milliseconds:.0f} ms"
    return f"| {judge.name} {judge.version()} | {proved} | {took:.1f} | {slow} |"


if __name__ == "__main__":
    print(table())  # noqa: T201  # it is a program
