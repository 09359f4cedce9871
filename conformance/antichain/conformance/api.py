"""``check``: a whole check of one target, from Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from antichain.conformance.engine import check as engine
from antichain.conformance.engine.config import CheckConfig
from antichain.conformance.engine.events import ignore
from antichain.conformance.failures import known_file
from antichain.conformance.failures.known import NOTHING_KNOWN
from antichain.conformance.histories import jsonl
from antichain.conformance.phases.profiles import PROFILES, Profile
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.rules.offers import unknown_offer
from antichain.conformance.targets.resolve import greet, launch_of
from antichain.conformance.transport.in_process import InProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from antichain.conformance.engine.events import Listener
    from antichain.conformance.engine.report import Report
    from antichain.conformance.failures.known import Known
    from antichain.conformance.phases.bounds import Bounds
    from antichain.conformance.protocol.claims import Hello
    from antichain.conformance.transport.connection import Connection
    from antichain.conformance.transport.launch import Launch

__all__ = ["check", "hello_of"]


@dataclass(frozen=True, slots=True)
class _Factory:
    """A target that a function makes in this process; the same function makes a new target to confirm failures."""

    name: str
    factory: Callable[[], Any]
    timeout: float

    def start(self) -> Connection:
        """Make the target."""
        return InProcess(self.factory, self.timeout)

    fresh = start


def check(  # noqa: PLR0913 — each choice of the command line is one argument
    target: str | Callable[[], Any],
    *,
    kinds: Iterable[str] = (),
    rules: Iterable[str] = (),
    phases: Iterable[str] = (),
    seed: int = 0,
    budget: float = 15.0,
    bounds: Bounds | None = None,
    profile: str | None = None,
    max_seconds: float | None = None,
    required: Iterable[str] = (),
    history: str | Path | None = None,
    known: str | Path | None = None,
    strict: bool = False,
    jobs: int = 1,
    timeout: float = 2.0,
    on_event: Listener = ignore,
) -> Report:
    """Return the report of checking a target against the model.

    ``target`` is a word of the command line (``py:module:factory``, a command, a shipped adapter) or a function that
    makes a target; with several ``jobs`` it must be a word. ``budget`` and ``timeout`` are in seconds. ``history`` and
    ``known`` are paths of files. A ``profile`` (``quick``, ``gate`` or ``thorough``) fixes the bounds; ``bounds``
    override them, and without both ``budget`` chooses. After ``max_seconds`` the check ends as incomplete. The target
    must offer all ``required`` words, such as ``wire`` or ``crash``.

    >>> from antichain.conformance.phases.bounds import Bounds
    >>> small = Bounds(events=2, histories=1, steps=2, large=4, crowd=4, named=1)
    >>> from antichain.conformance.zoo.wrong import article
    >>> check(article.target, phases=["laws"], bounds=small).verdict.value
    'not conformant'

    Raises:
        StartError: the target cannot be started, or does not answer hello.
        ValueError: a kind is unknown or not claimed, a profile or a required word is unknown, or a function is given
            with several jobs.
        HarnessDefect: the oracles disagree.

    """
    if jobs > 1 and not isinstance(target, str):
        message = f"jobs={jobs}: workers start the target by its name; give py:module:factory instead of a function"
        raise ValueError(message)
    launch = _launch_of(target, timeout)
    hello = greet(launch)
    chosen = tuple(map(Kind, kinds))
    for kind in chosen:
        if kind not in hello.kinds:
            message = f"kinds: {launch.name} does not claim {kind.value}; it claims {', '.join(hello.kinds)}"
            raise ValueError(message)
    config = CheckConfig(
        seed=seed,
        kinds=chosen,
        rules=tuple(rules),
        phases=tuple(phases),
        budget=budget,
        bounds=PROFILES[Profile(profile)] if profile is not None and bounds is None else bounds,
        profile=None if profile is None else Profile(profile),
        max_seconds=inf if max_seconds is None else max_seconds,
        required=_offers(required),
        strict=strict,
        histories=() if history is None else jsonl.read_all(Path(history).read_text(encoding="utf-8")),
        known=NOTHING_KNOWN if known is None else _known(Path(known), launch.name, hello.name),
    )
    return engine.check(launch, hello, config, on_event, jobs)


def _offers(words: Iterable[str]) -> tuple[str, ...]:
    required = tuple(words)
    if why := next(filter(None, map(unknown_offer, required)), ""):
        message = f"required: {why}"
        raise ValueError(message)
    return required


def _known(path: Path, *names: str) -> Known:
    """Return the known failures in a file for the target that has these names."""
    return known_file.read(path, datetime.now(tz=UTC).astimezone().date()).of_target(*names)


def hello_of(target: str | Callable[[], Any], timeout: float = 2.0) -> Hello:
    """Return the claims of a target.

    Raises:
        StartError: the target cannot be started, or does not answer hello.

    """
    return greet(_launch_of(target, timeout))


def _launch_of(target: str | Callable[[], Any], timeout: float) -> Launch:
    return launch_of(target, timeout=timeout) if isinstance(target, str) else _Factory(_name(target), target, timeout)


def _name(factory: Callable[[], Any]) -> str:
    """Return the name of a function, for reports."""
    return str(getattr(factory, "__qualname__", type(factory).__name__))
