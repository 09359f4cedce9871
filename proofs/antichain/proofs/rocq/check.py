"""The check of the Rocq development: compile it, ask for its assumptions, and check it again with the kernel alone.

The check uses a copy of the folder, so no compiled file remains beside the sources.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from antichain.proofs.rocq.claims import CLAIMS
from antichain.proofs.rocq.slots_file import slots_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.proofs.rocq.claims import Claim

__all__ = [
    "COQ",
    "Coq",
    "Refused",
    "assumptions",
    "compiled",
    "find",
    "folder",
    "kernel",
    "modules",
    "places",
    "stale",
    "steps",
]

COQC_SECONDS, COQCHK_SECONDS = 150.0, 450.0
"""Five times the time that each takes on an idle machine."""

_CLOSED = "Closed under the global context"


class Refused(Exception):  # noqa: N818 — the answer of a checker, not an error of the program
    """Rocq does not accept the development, or accepts it only with assumptions."""


@dataclass(frozen=True, slots=True)
class Coq:
    """The two programs of Rocq: the compiler, and the independent checker of compiled files."""

    coqc: str
    coqchk: str

    def version(self) -> str:
        """Return the version of the compiler."""
        return _run([self.coqc, "--print-version"], Path(), 30.0).split()[0]


def find() -> Coq | None:
    """Return the programs of Rocq on the path, or ``None`` where one is missing."""
    coqc, coqchk = shutil.which("coqc"), shutil.which("coqchk")
    return Coq(coqc, coqchk) if coqc and coqchk else None


COQ = "coqc and coqchk are not on the path: the Rocq development is not checked; on Debian and Ubuntu, install coq"
"""The message where Rocq is absent."""


def folder() -> Path:
    """Return the folder of the development in the source tree.

    >>> (folder() / "VectorClock.v").is_file()
    True
    """
    return Path(__file__).parents[3] / "rocq"


def modules(source: Path) -> tuple[str, ...]:
    """Return the modules of a development, in the order in which they are compiled.

    >>> modules(folder())[0]
    'Slots'
    """
    lines = (source / "_CoqProject").read_text(encoding="utf-8").splitlines()
    return tuple(line.removesuffix(".v") for line in lines if line.endswith(".v"))


def places(theorem: str) -> list[str]:
    """Return where the development states the theorem of this id: file, line and name; nothing where it is absent.

    >>> [place.split(": ")[1] for place in places("A3")]
    ['leq_is_an_order']
    """
    claims = [claim for claim in CLAIMS if theorem in claim.theorem.split()]
    return [
        f"proofs/rocq/{path.name}:{number}: {claim.name}"
        for claim in claims
        if (path := folder() / f"{claim.module}.v").is_file()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.match(rf"(Theorem|Lemma|Corollary) {claim.name}\b", line)
    ]


def stale(source: Path) -> bool:
    """Return whether ``Slots.v`` differs from what the lift makes of the model's slot functions."""
    return (source / "Slots.v").read_text(encoding="utf-8") != slots_file()


def compiled(coq: Coq, source: Path, build: Path, names: Sequence[str] = ()) -> None:
    """Compile the modules of ``source``, or those named, in ``build``.

    Raises:
        Refused: a module is not accepted; the message is the compiler's.

    """
    for name in names or modules(source):
        shutil.copy(source / f"{name}.v", build)
        _run([coq.coqc, "-q", "-Q", ".", "Antichain", f"{name}.v"], build, COQC_SECONDS)


def assumptions(coq: Coq, build: Path, claims: Sequence[Claim] = CLAIMS) -> None:
    """Check that the claims, in the compiled files of ``build``, rest on no axiom and on nothing admitted.

    Rocq is asked for the assumptions of all claims together, because it then looks at each proof once.

    Raises:
        Refused: a claim does not exist, or rests on an assumption; the message lists them.

    """
    lines = [f"From Antichain Require {' '.join(sorted({claim.module for claim in claims}))}."]
    lines += [f"Definition claims := ({', '.join(f'@{claim.qualified}' for claim in claims)})."]
    lines += ["Print Assumptions claims."]
    (build / "Assumptions.v").write_text("\n".join([*lines, ""]), encoding="utf-8")
    found = _run([coq.coqc, "-q", "-Q", ".", "Antichain", "Assumptions.v"], build, COQC_SECONDS)
    if found != f"{_CLOSED}\n":
        message = f"Print Assumptions: expected {_CLOSED!r} for {len(claims)} theorems together, found:\n{found}"
        raise Refused(message)


def steps(coq: Coq, build: Path, text: str) -> None:
    """Check, with the compiled files of ``build``, that the steps of Rocq give the clocks that ``text`` states.

    Raises:
        Refused: they give other clocks; the message shows the first history.

    """
    (build / "Steps.v").write_text(text, encoding="utf-8")
    _run([coq.coqc, "-q", "-Q", ".", "Antichain", "Steps.v"], build, COQC_SECONDS)


def kernel(coq: Coq, build: Path, names: Sequence[str]) -> None:
    """Check the compiled files of ``build``, and all they load, with the independent checker; no axiom may be left.

    Raises:
        Refused: the checker refuses a file, or finds an axiom or a weakened check.

    """
    command = [coq.coqchk, "-silent", "-o", "-Q", ".", "Antichain", *(f"Antichain.{name}" for name in names)]
    summary = _run(command, build, COQCHK_SECONDS)
    for title in ("Axioms", "relying on type-in-type", "relying on unsafe (co)fixpoints", "positivity is assumed"):
        if f"{title}: <none>" not in summary:
            message = f"coqchk: expected '{title}: <none>', found:\n{summary}"
            raise Refused(message)


def _run(command: Sequence[str], where: Path, seconds: float) -> str:
    try:
        done = subprocess.run(  # noqa: S603 — the programs that ``find`` found, with arguments from this module
            command, cwd=where, capture_output=True, text=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        message = f"{' '.join(command)}: no answer in {seconds:g} s"
        raise Refused(message) from error
    if done.returncode:
        message = f"{' '.join(command)}: exit code {done.returncode}\n{done.stdout}{done.stderr}"
        raise Refused(message)
    return done.stdout + done.stderr  # coqchk writes its summary on standard error
