"""From exceptions to one sentence and an exit code, for the commands that start a target."""

from __future__ import annotations

import contextlib
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from antichain.conformance.commands.console.output import CommandError, OutputError, end_interrupted, print_error_object
from antichain.conformance.engine.exit_codes import DEFECT
from antichain.conformance.failures.known_file import BadKnownError
from antichain.conformance.oracle.cross_check import HarnessDefect
from antichain.conformance.targets.registry import UnavailableError
from antichain.conformance.targets.resolve import StartError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["run_errors", "start_errors"]


@contextlib.contextmanager
def start_errors() -> Iterator[None]:
    """End the command with exit code 2 if the target cannot be started, and with 130 at an interruption."""
    try:
        yield
    except (StartError, UnavailableError, BadKnownError) as why:
        raise CommandError(str(why)) from why
    except KeyboardInterrupt:
        end_interrupted("INTERRUPTED before anything was judged")


@contextlib.contextmanager
def run_errors(target: str) -> Iterator[None]:
    """End the command with exit code 2 if the target cannot be started again, and with 4 at any other exception."""
    try:
        yield
    except (OutputError, click.ClickException):
        raise
    except HarnessDefect as defect:
        _end_as_defect(str(defect))
    except OSError as why:
        message = f"target {target!r} cannot be started again: {why}"
        raise CommandError(message) from why
    except Exception as defect:  # noqa: BLE001 — any error of the harness must end with exit code 4
        place = traceback.extract_tb(defect.__traceback__)[-1]
        _end_as_defect(f"{type(defect).__name__}: {defect} ({Path(place.filename).name}:{place.lineno})")


def _end_as_defect(sentence: str) -> NoReturn:
    message = f"antichain itself is wrong, please report this: {sentence}"
    print_error_object(message, DEFECT)
    click.echo(message, err=True)
    sys.exit(DEFECT)
