"""From what stands on the command line to a target that can be started.

A target is ``py:package.module:factory``, the name of a shipped adapter, or a command line that speaks the protocol.
"""

from __future__ import annotations

import shlex
import shutil
import sys
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from antichain.conformance.connection import Connection, InProcess
from antichain.conformance.protocol import PROTOCOL, Broken, Hello
from antichain.conformance.serve import factory_of
from antichain.conformance.stdio import Stdio
from antichain.conformance.targets.shipped import SHIPPED, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from antichain.conformance.targets.shipped import Shipped

__all__ = ["Command", "Local", "StartError", "greet", "launch_of"]

_START_TIMEOUT = 20.0
"""Seconds that an answer may take where the target has to get ready first."""


class StartError(Exception):
    """A target cannot be started, or does not say who it is; the message is one sentence for whoever asked."""


@dataclass(frozen=True, slots=True)
class Command:
    """A target that is a process of its own."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 2.0

    def start(self) -> Connection:
        """Speak to a process of its own, started when it is first asked."""
        return Stdio(self.command, self.timeout, max(_START_TIMEOUT, self.timeout), self.environment)

    fresh = start


@dataclass(frozen=True, slots=True)
class Local:
    """A target in this process; examined, where that can be done, in another."""

    name: str
    factory: Callable[[], Any]
    spec: str
    timeout: float = 2.0

    def start(self) -> Connection:
        """Make the target here."""
        return InProcess(self.factory, self.timeout)

    def fresh(self) -> Connection:
        """Start the target in a process of its own."""
        return _python(self.name, self.spec, self.timeout).start()


def launch_of(spec: str, *, in_process: bool = False, timeout: float = 2.0) -> Command | Local:
    """Return what starts the target that ``spec`` names.

    >>> launch_of("reference").name
    'reference'

    Raises:
        StartError: there is no such target.

    """
    if spec in SHIPPED:
        shipped = SHIPPED[spec]
        if shipped.client is None:
            return _own(shipped, timeout)
        try:
            return Command(spec, tuple(shipped.command()), shipped.environment(), timeout)
        except UnavailableError as why:
            message = f"{why}; run: antichain check {spec} --install" if not shipped.installed() else str(why)
            raise StartError(message) from why
    if spec.startswith("py:"):
        name = spec.removeprefix("py:")
        return _here(spec, name, timeout) if in_process else _python(spec, name, timeout)
    return _command(spec, timeout)


def _own(shipped: Shipped, timeout: float) -> Local:
    try:
        return Local(shipped.name, factory_of(shipped.adapter), shipped.adapter, timeout)
    except ValueError as why:
        message = f"target {shipped.name!r} needs more ({why}); run: pip install 'antichain[{shipped.extra}]'"
        raise StartError(message) from why


def _here(name: str, spec: str, timeout: float) -> Local:
    try:
        return Local(name, factory_of(spec), spec, timeout)
    except (Exception, SystemExit) as why:
        message = f"target {name!r} cannot be imported: {why}"
        raise StartError(message) from why


def _python(name: str, spec: str, timeout: float) -> Command:
    return Command(name, (sys.executable, "-m", "antichain.conformance.serve", spec), timeout=timeout)


def _command(spec: str, timeout: float) -> Command:
    try:
        words = shlex.split(spec)
    except ValueError as why:
        message = f"target {spec!r} is no command line: {why}"
        raise StartError(message) from why
    if not words or shutil.which(words[0]) is None:
        near = get_close_matches(spec, SHIPPED, n=1)
        hint = f"did you mean {near[0]}?" if near else f"shipped targets are {', '.join(SHIPPED)}"
        message = f"target {spec!r} is no shipped adapter, no py:package.module:factory, and no command to run; {hint}"
        raise StartError(message)
    return Command(spec, tuple(words), timeout=timeout)


def greet(launch: Command | Local) -> Hello:
    """Start the target, ask who it is, and end it again.

    Raises:
        StartError: it cannot be started, or its hello is not valid.

    """
    try:
        connection = launch.start()
        hello = connection.hello()
        connection.close()
    except (Exception, SystemExit) as why:
        message = f"target {launch.name!r} cannot be started: {type(why).__name__}: {why}"
        raise StartError(message) from why
    if isinstance(hello, Broken):
        message = f"target {launch.name!r} gives no valid hello: {hello.detail}"
        raise StartError(message)
    if hello.protocol != PROTOCOL:
        message = f"target {launch.name!r} speaks protocol {hello.protocol}; this is protocol {PROTOCOL}"
        raise StartError(message)
    if not hello.kinds:
        message = f"target {launch.name!r} offers no kind; name at least one in hello"
        raise StartError(message)
    return hello
