"""The target that a word on the command line names.

A target is ``py:package.module:factory``, the name of a shipped adapter, or a command line that speaks the protocol.
"""

from __future__ import annotations

import errno
import shlex
import shutil
import sys
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from antichain.conformance.adapters.serve import factory_of
from antichain.conformance.protocol.answers import Broken
from antichain.conformance.protocol.claims import PROTOCOL, Hello
from antichain.conformance.targets.command_line import why_not_run
from antichain.conformance.targets.registry import SHIPPED, Own, UnavailableError, shipped
from antichain.conformance.transport.in_process import InProcess
from antichain.conformance.transport.stdio import Stdio

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from antichain.conformance.transport.connection import Connection
    from antichain.conformance.transport.launch import Launch

__all__ = ["Command", "HelloError", "Local", "StartError", "greet", "launch_of"]

_START_TIMEOUT = 20.0
"""Seconds that an answer may take if the target must start first."""


class StartError(Exception):
    """A target cannot be started, or does not answer hello; the message is one sentence."""


class HelloError(StartError):
    """A target was started, and its answer to hello is not valid."""


@dataclass(frozen=True, slots=True)
class Command:
    """A target in a separate process."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 2.0

    def start(self) -> Connection:
        """Return a connection to a separate process, which starts at the first request."""
        return Stdio(self.command, self.timeout, max(_START_TIMEOUT, self.timeout), self.environment)

    fresh = start


@dataclass(frozen=True, slots=True)
class Local:
    """A target in this process; the doctor examines it in another process, if that is possible."""

    name: str
    factory: Callable[[], Any]
    spec: str
    timeout: float = 2.0

    def start(self) -> Connection:
        """Make the target in this process."""
        return InProcess(self.factory, self.timeout)

    def fresh(self) -> Connection:
        """Start the target in a separate process."""
        return _python(self.name, self.spec, self.timeout).start()


def launch_of(spec: str, *, in_process: bool = False, timeout: float = 2.0) -> Command | Local:
    """Return a launch of the target that ``spec`` names.

    >>> launch_of("reference").name
    'reference'

    Raises:
        StartError: there is no such target.

    """
    adapter = shipped(spec)
    if isinstance(adapter, Own):
        return _own(adapter, timeout)
    if adapter is not None:
        try:
            return Command(spec, tuple(adapter.command()), timeout=timeout)
        except UnavailableError as why:
            message = f"{why}; run: antichain check {spec} --install" if not adapter.installed() else str(why)
            raise StartError(message) from why
    if spec.startswith("py:"):
        name = spec.removeprefix("py:")
        return _here(spec, name, timeout) if in_process else _python(spec, name, timeout)
    return _command(spec, timeout)


def _own(own: Own, timeout: float) -> Local:
    try:
        return Local(own.name, factory_of(own.adapter), own.adapter, timeout)
    except ValueError as why:
        message = f"target {own.name!r} needs more ({why}); run: pip install 'antichain[{own.extra}]'"
        raise StartError(message) from why


def _here(name: str, spec: str, timeout: float) -> Local:
    try:
        return Local(name, factory_of(spec), spec, timeout)
    except (Exception, SystemExit) as why:
        message = f"target {name!r} cannot be imported: {why}"
        raise StartError(message) from why


def _python(name: str, spec: str, timeout: float) -> Command:
    return Command(name, (sys.executable, "-m", "antichain.conformance.adapters.serve", spec), timeout=timeout)


def _command(spec: str, timeout: float) -> Command:
    try:
        why_not = why_not_run(spec)
    except ValueError as why:
        message = f"target {spec!r} is not a command line: {why}"
        raise StartError(message) from why
    if why_not:
        message = f"target {spec!r} cannot be started: {why_not}"
        raise StartError(message)
    words = shlex.split(spec)
    if not words or shutil.which(words[0]) is None:
        near = get_close_matches(spec, SHIPPED, n=1)
        hint = f"did you mean {near[0]}?" if near else f"shipped targets are {', '.join(SHIPPED)}"
        message = f"target {spec!r} is neither a shipped adapter nor py:package.module:factory nor a command; {hint}"
        raise StartError(message)
    return Command(spec, tuple(words), timeout=timeout)


def greet(launch: Launch) -> Hello:
    """Start the target, ask for its hello, and end it.

    Raises:
        StartError: it cannot be started, or ends before it answers.
        HelloError: its hello is not valid.

    """
    try:
        connection = launch.start()
        hello = connection.hello()
        connection.close()
    except (Exception, SystemExit) as why:
        script = isinstance(why, OSError) and why.errno == errno.ENOEXEC
        cure = "; let its first line name the interpreter, as in #!/usr/bin/env python3" if script else ""
        message = f"target {launch.name!r} cannot be started: {type(why).__name__}: {why}{cure}"
        raise StartError(message) from why
    if isinstance(hello, Broken):
        message = f"target {launch.name!r} gives no valid hello: {hello.detail}"
        raise StartError(message) if hello.cause == "crash" else HelloError(message)
    if hello.protocol != PROTOCOL:
        message = (
            f"target {launch.name!r} speaks protocol {hello.protocol}; this is protocol {PROTOCOL};"
            f' answer hello with "protocol":{PROTOCOL}'
        )
        raise HelloError(message)
    if not hello.kinds:
        message = (
            f'target {launch.name!r} offers no kind; name at least one in hello, as in "kinds":{{"g-counter":{{}}}}'
        )
        raise HelloError(message)
    return hello
