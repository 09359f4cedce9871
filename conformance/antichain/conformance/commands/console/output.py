"""Standard output, and the errors that end a command with exit code 2."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn, TextIO, cast

import click

from antichain.conformance.engine.exit_codes import INTERRUPTED, USAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["TYPED", "CommandError", "OutputError", "end_interrupted", "guarded_output", "print_error_object"]

TYPED = "antichain.typed"
"""The key under which the context of a command has the words of the command line."""


class CommandError(click.ClickException):
    """An error of a command that was called correctly: one sentence, and exit code 2."""

    exit_code = USAGE


def print_error_object(sentence: str, code: int) -> None:
    """Print an error object on standard output if the command line has ``--json``; ``code`` is the exit code."""
    context = click.get_current_context(silent=True)
    if context is not None and "--json" in context.meta.get(TYPED, ()):
        from antichain.conformance.engine.results.file import encoded  # noqa: PLC0415 — slow, and needed only for errors
        from antichain.conformance.engine.results.lines import ErrorLine  # noqa: PLC0415 — the same

        click.echo(encoded(ErrorLine(exit=code, error=sentence)))


def end_interrupted(sentence: str) -> NoReturn:
    """End the command with exit code 130, after a sentence, and an error object if there is ``--json``."""
    print_error_object(sentence, INTERRUPTED)
    click.echo(sentence, err=True)
    sys.exit(INTERRUPTED)


class OutputError(Exception):
    """Standard output cannot be written; the cause is an error of the operating system."""


class _GuardedStream:
    """A text stream that raises :class:`OutputError` where the stream behind it raises ``OSError``."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with _translated():
            return self._stream.write(text)

    def flush(self) -> None:
        with _translated():
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 — every other attribute is that of the stream
        return getattr(self._stream, name)


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as why:
        raise OutputError from why


@contextlib.contextmanager
def guarded_output() -> Iterator[None]:
    """End the program with exit code 2 if standard output cannot be written.

    No message is printed if the reader has closed its end of a pipe.
    """
    stream = sys.stdout
    if stream is None:
        yield
        return
    guarded = _GuardedStream(stream)
    sys.stdout = cast("TextIO", guarded)
    try:
        try:
            yield
        finally:
            guarded.flush()
    except OutputError as wrong:
        why = wrong.__cause__
        _discard(stream)
        if isinstance(why, OSError) and why.errno != errno.EPIPE:
            click.echo(f"Error: standard output cannot be written: {why.strerror}", err=True)
        sys.exit(USAGE)
    finally:
        sys.stdout = stream


def _discard(stream: TextIO) -> None:
    """Discard the rest of a stream, since Python would write it when the program ends."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
