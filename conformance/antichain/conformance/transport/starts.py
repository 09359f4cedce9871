"""The requests before which a target, or one of its replicas, has to start: their answers may take longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.protocol import requests

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from antichain.conformance.protocol.requests import Request

__all__ = ["START_TIMEOUT", "waits_for_a_start"]

START_TIMEOUT = 20.0
"""Seconds in which a request must be answered that waits for a start."""

_FAULTS = (requests.Crash, requests.Wipe, requests.Restore, requests.Clone, requests.Join)
_STARTING = (requests.Greet, requests.Open, requests.Retire, *_FAULTS)


def waits_for_a_start(script: Sequence[Request], *, fresh: bool) -> Iterator[bool]:
    """Yield for each request whether it waits for a start; ``fresh`` if the target itself starts before the first one.

    >>> script = [requests.Value("A"), requests.Crash("A"), requests.Value("A"), requests.Value("A")]
    >>> list(waits_for_a_start(script, fresh=False))
    [False, True, True, False]
    """
    restarting: set[str] = set()
    for number, request in enumerate(script):
        replica = getattr(request, "replica", None)
        yield (fresh and not number) or replica in restarting or isinstance(request, _STARTING)
        restarting.discard(str(replica))
        if isinstance(request, _FAULTS):
            restarting.add(getattr(request, "as_", request.replica))
