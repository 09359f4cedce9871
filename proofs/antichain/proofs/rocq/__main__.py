"""``make rocq``: check the Rocq development, or, with ``--write``, generate ``Slots.v``.

Exit codes: 0 checked, 1 refused or stale, 2 Rocq is not here.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from antichain.proofs.rocq.check import (
    COQ,
    Coq,
    Refused,
    assumptions,
    compiled,
    find,
    folder,
    kernel,
    modules,
    stale,
    steps,
)
from antichain.proofs.rocq.claims import CLAIMS
from antichain.proofs.rocq.slots_file import slots_file
from antichain.proofs.rocq.steps_file import steps_file

_EVENTS = 4
"""The length of the histories on which the steps are compared with the model's."""


@click.command()
@click.option("--write", is_flag=True, help="Generate Slots.v from the model's slot functions, and check nothing.")
def rocq(*, write: bool) -> None:
    """Check the Rocq development: compiled, without axioms, and accepted by the kernel alone."""
    if write:
        (folder() / "Slots.v").write_text(slots_file(), encoding="utf-8")
        return
    coq = find()
    if coq is None:
        click.echo(COQ, err=True)
        sys.exit(2)
    if stale(folder()):
        message = "Slots.v is not what the lift makes of the model's slot functions; run"
        click.echo(f"{message}: python -m antichain.proofs.rocq --write", err=True)
        sys.exit(1)
    try:
        with TemporaryDirectory() as build:
            _check(coq, Path(build))
    except Refused as refused:
        click.echo(str(refused), err=True)
        sys.exit(1)


def _check(coq: Coq, build: Path) -> None:
    names = modules(folder())
    begin = _seconds()
    compiled(coq, folder(), build)
    assumptions(coq, build)
    middle = _seconds()
    click.echo(f"coqc {coq.version()}: {len(names)} files, {len(CLAIMS)} theorems, no axioms ({middle - begin:.1f} s)")
    steps(coq, build, steps_file(_EVENTS))
    click.echo(f"the steps are those of the model, on all histories of at most {_EVENTS} events")
    middle = _seconds()
    kernel(coq, build, names)
    click.echo(f"coqchk: accepted, no axioms ({_seconds() - middle:.1f} s)")


def _seconds() -> float:
    """Return the processor time of all programs that were run, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    rocq()
