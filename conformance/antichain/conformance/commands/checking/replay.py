"""``antichain replay`` plays the case of a failure again."""

from __future__ import annotations

import math
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from antichain.conformance.commands.console.output import CommandError
from antichain.conformance.engine.exit_codes import CONFORMANT, INTERRUPTED, NOT_CONFORMANT
from antichain.conformance.failures.case_file import BadCaseError, has_literal_bytes, read
from antichain.conformance.failures.replay import Outcome
from antichain.conformance.failures.replay import replay as play_again
from antichain.conformance.protocol.answers import UNSUPPORTED
from antichain.conformance.protocol.claims import Claim
from antichain.conformance.report import replay as rendering
from antichain.conformance.report import terminal
from antichain.conformance.targets.registry import UnavailableError
from antichain.conformance.targets.resolve import StartError, greet, launch_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.failures.case_file import CaseFile
    from antichain.conformance.protocol.claims import Hello
    from antichain.conformance.protocol.requests import Request
    from antichain.conformance.targets.resolve import Command, Local

__all__ = ["CASES", "replay"]

CASES = Path(".antichain", "cases")
_MOST = 5


@click.command()
@click.argument("case")
@click.option("--target", help="The target; by default the target that failed.")
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=2.0,
    show_default=True,
    help="Seconds that an answer may take.",
)
def replay(*, case: str, target: str | None, timeout: float) -> None:
    """Play CASE again, and print whether it still fails.

    CASE is an id from a report, or a case file. Exit codes: 0 if it no longer fails, 1 if it still fails or fails
    differently, 2 for usage or if the target cannot be started, 130 if interrupted.
    """
    if not math.isfinite(timeout):
        message = f"'--timeout': {timeout} is not a number of seconds; give a finite one"
        raise click.UsageError(message)
    try:
        requests, kept = read(_path(case))
        launch = launch_of(_target(case, target, kept), timeout=timeout)
        hello = greet(launch)
        sys.exit(_play(launch, hello, requests, kept))
    except (BadCaseError, StartError, UnavailableError) as why:
        raise CommandError(str(why)) from why
    except KeyboardInterrupt:
        click.echo("INTERRUPTED before anything was judged", err=True)
        sys.exit(INTERRUPTED)


def _path(case: str) -> Path:
    """Return the file of a case: by its path, its id, or the beginning of its id."""
    path = Path(case)
    if path.suffix == ".jsonl" or path.exists():
        return path
    ids = sorted(each.stem for each in CASES.glob("*.jsonl"))
    meant = [each for each in ids if each == case] or [each for each in ids if case and each.startswith(case)]
    if len(meant) == 1:
        return CASES / f"{meant[0]}.jsonl"
    near = meant or get_close_matches(case, ids, n=3, cutoff=0.4) or ids
    more = f", and {len(near) - _MOST} more" if len(near) > _MOST else ""
    hint = f"expected {', '.join(near[:_MOST])}{more}" if near else "it has none"
    found = "is the beginning of several cases" if meant else "is not a case"
    message = f"{case!r} {found} in {CASES}; {hint}"
    raise BadCaseError(message)


def _target(case: str, target: str | None, kept: CaseFile | None) -> str:
    if kept is None and target is None:
        message = f"there is no expected.json beside {case}, so the target is not known; give --target"
        raise BadCaseError(message)
    if kept is None:
        return target or ""
    failed = kept.expected.target
    if target not in (None, failed) and has_literal_bytes(kept.requests):
        message = f"{case} holds bytes that {failed} sent; they mean nothing to {target}"
        raise BadCaseError(message)
    return target or failed


def _play(launch: Command | Local, hello: Hello, requests: Sequence[Request], kept: CaseFile | None) -> int:
    kind = requests[0].kind  # type: ignore[attr-defined]  # a case begins with open
    if kind not in hello.kinds:
        message = f"{launch.name} does not offer {kind.value}; it offers {', '.join(hello.kinds)}"
        raise BadCaseError(message)
    out = terminal.console()
    connection = launch.start()
    try:
        if kept is None:
            answers = connection.play(requests)
            rendering.answers(out, requests, answers)
            return CONFORMANT
        result = play_again(kept, Claim(kind, hello.kinds[kind]), connection)
    except OSError as why:
        message = f"target {launch.name!r} cannot be started again: {why}"
        raise StartError(message) from why
    finally:
        connection.close()
    asked, answer = result.failure.requests[-1], result.failure.violation.answer
    if answer == UNSUPPORTED and hello.kinds[kind] != kept.expected.claims:
        message = f"{launch.name} does not offer {asked.__struct_config__.tag}, which this case asks for"
        raise BadCaseError(message)
    rendering.story(out, launch.name, kept, hello.kinds[kind], result)
    return CONFORMANT if result.outcome is Outcome.GONE else NOT_CONFORMANT
