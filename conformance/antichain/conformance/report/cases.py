"""Case files: a failing script as the adapter's own standard input, to be replayed without antichain."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from antichain.conformance import wire
from antichain.conformance.protocol import Bye, Greet

if TYPE_CHECKING:
    from pathlib import Path

    from antichain.conformance.finding import Finding

__all__ = ["case_id", "case_lines", "keep"]


def case_lines(finding: Finding) -> bytes:
    """Return the lines that make an adapter give the wrong answer: hello, the requests up to it, bye."""
    requests = [Greet(), *finding.requests, Bye()]
    return b"".join(wire.write_request(number, request) for number, request in enumerate(requests, 1))


def case_id(finding: Finding) -> str:
    """Return a short name that two findings share exactly when their lines are the same."""
    return hashlib.sha256(case_lines(finding)).hexdigest()[:8]


def keep(finding: Finding, folder: Path) -> Path:
    """Write the case file of a finding into ``folder`` and return where it is.

    Raises:
        OSError: it cannot be written.

    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{case_id(finding)}.jsonl"
    path.write_bytes(case_lines(finding))
    return path
