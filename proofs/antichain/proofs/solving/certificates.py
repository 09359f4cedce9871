"""Certificates: cvc5's proof of an obligation in the Alethe format, and carcara, which checks such proofs.

A certificate is written beside the problem that it proves. It must not have a *hole*: a step that the solver left
without a proof. Where ``carcara`` is on the path it checks each certificate against its problem.

Source of the format: Barbosa et al., "Alethe: towards a generic SMT proof format", 2021; of the checker: Andreotti,
Lachnitt and Barbosa, "Carcara: an efficient proof checker and elaborator for SMT proofs in the Alethe format", 2023.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from antichain.proofs.solving.rewrite_rules import rare_file
from antichain.proofs.solving.smtlib import script

if TYPE_CHECKING:
    from antichain.proofs.logic.obligation import Obligation

__all__ = ["Carcara", "Certificate", "alethe", "certify", "fate", "is_refutation", "problem_in"]

_OPTIONS = {
    "full-saturate-quant": "true",
    "produce-proofs": "true",
    "proof-granularity": "dsl-rewrite",
    "proof-format-mode": "alethe",
    "quiet": "true",
    "rlimit-per": "1000000",
}
RULES_FILE = "rewrite-rules.rare"
"""Beside the certificates, the rewrite rules that they may name."""

_PATIENCE = 60.0
"""Seconds that one check by carcara may take."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """The result of the certificate of an obligation; ``problem`` is empty if it is complete and not refused."""

    obligation: str
    problem: str = ""


def is_refutation(asked: Obligation) -> bool:
    """Return whether an obligation belongs to a refutation: it must be false, so it has no certificate."""
    return re.match(r"R\d", asked.id) is not None


def alethe(text: str) -> tuple[str, str]:
    """Return cvc5's answer to a problem, and its proof where the answer is ``unsat``.

    >>> answer, proof = alethe("(set-logic ALL)(declare-const x Int)(assert (distinct x x))(check-sat)")
    >>> answer, problem_in(proof)
    ('unsat', '')

    Raises:
        ImportError: cvc5 is not installed.

    """
    import cvc5  # noqa: PLC0415 — an optional judge

    solver = cvc5.Solver(cvc5.TermManager())
    for name, value in _OPTIONS.items():
        solver.setOption(name, value)
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "obligation")
    answer = ""
    while not (command := parser.nextCommand()).isNull():
        answer = command.invoke(solver, parser.getSymbolManager()).strip() or answer
    if answer != "unsat":
        return answer, ""
    (proof,) = solver.getProof()
    printed = solver.proofToString(proof, cvc5.ProofFormat.ALETHE)
    return answer, printed.decode() if isinstance(printed, bytes) else str(printed)


def problem_in(proof: str) -> str:
    """Return the faults of a printed proof; empty if it is complete.

    >>> problem_in("(step t1 (cl) :rule hole)")
    'the proof has 1 step without a proof (hole); expected none'
    """
    holes = re.findall(r":rule (?:hole|trust)\b", proof)
    if holes:
        steps = "1 step" if len(holes) == 1 else f"{len(holes)} steps"
        return f"the proof has {steps} without a proof (hole); expected none"
    if not re.search(r"\(cl\)\s+:rule ", proof):
        return "the proof does not end in the empty clause; expected a step (cl)"
    return ""


class Carcara:
    """The checker of certificates; it need not be present."""

    name = "carcara"

    def __init__(self, program: str | None = None) -> None:
        """Use this program, or the one on the path."""
        self.program = program or shutil.which(self.name)

    def version(self) -> str | None:
        """Return its version, or None where it is absent or does not start."""
        if self.program is None:
            return None
        try:
            said = self._run("--version")
        except (OSError, subprocess.TimeoutExpired):
            return None
        words = said.stdout.split()
        return words[-1] if said.returncode == 0 and words else None

    def refusal(self, proof: Path, problem: Path) -> str:
        """Return why it refuses a certificate, with the rewrite rules beside it; empty if it accepts it."""
        try:
            rules = ("--rare-file", str(proof.with_name(RULES_FILE)))
            said = self._run("check", "--allow-int-real-subtyping", *rules, str(proof), str(problem))
        except subprocess.TimeoutExpired:
            return f"carcara did not answer in {_PATIENCE:.0f} seconds; expected valid"
        except OSError as error:
            return f"carcara does not start: {error.strerror}; expected valid"
        words = said.stdout.split()
        if said.returncode == 0 and words[-1:] == ["valid"]:
            return ""
        lines = [*said.stdout.splitlines(), *said.stderr.splitlines(), "nothing"]
        return f"carcara says {lines[0][:200]!r}; expected valid"

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 — found on the path by name, or given by the caller
            [self.program or self.name, *arguments], capture_output=True, text=True, check=False, timeout=_PATIENCE
        )


def fate(asked: Obligation, checker: Carcara) -> str:
    """Return the result of the certificate of an obligation in words; empty if cvc5 is not installed."""
    try:
        with TemporaryDirectory() as folder:
            found = certify(asked, Path(folder), checker)
    except ImportError:
        return ""
    version = checker.version()
    return found.problem or (f"checked by carcara {version}" if version else "written")


def certify(asked: Obligation, folder: Path, checker: Carcara) -> Certificate:
    """Write the problem and the certificate of an obligation; return whether it is whole and accepted.

    Raises:
        ImportError: cvc5 is not installed.
        OSError: the folder cannot be written.

    """
    folder.mkdir(parents=True, exist_ok=True)
    name = asked.id.replace(" ", "-")
    problem, certificate = folder / f"{name}.smt2", folder / f"{name}.alethe"
    text = script(asked)
    problem.write_text(text, encoding="utf-8")
    answer, proof = alethe(text)
    if answer != "unsat":
        return Certificate(asked.id, f"cvc5 says {answer or 'nothing'}; expected unsat, so no certificate is written")
    certificate.write_text(proof, encoding="utf-8")
    (folder / RULES_FILE).write_text(rare_file(), encoding="utf-8")
    found = problem_in(proof)
    if not found and checker.version() is not None:
        found = checker.refusal(certificate, problem)
    return Certificate(asked.id, found)
