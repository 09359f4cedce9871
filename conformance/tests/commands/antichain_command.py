"""The command line in this process, in an empty folder."""

from __future__ import annotations

import sys

from click.testing import CliRunner

from antichain.conformance.commands import main

ARTICLE = "py:antichain.conformance.zoo.wrong.article:target"


CONSOLE = [sys.executable, "-m", "antichain.conformance"]


def antichain(*arguments: str) -> tuple[int, str, str]:
    """Return exit code, standard output and standard error of a command; nothing may be raised."""
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert "Traceback" not in result.output
    return result.exit_code, result.stdout, result.stderr
