"""Findings: the mistakes of published libraries by cause, each with a program that shows it without antichain.

The file ``findings.toml`` of an adapter's folder holds them. A reproduction is a file of that folder in the library's
own language. It prints lines; the last one is the wrong answer.
"""

from __future__ import annotations

import os
import subprocess
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from antichain.conformance.protocol.claims import Kind  # noqa: TC001 — msgspec reads the annotations

if TYPE_CHECKING:
    from pathlib import Path

    from antichain.conformance.targets.third_party.installation import ThirdParty
    from antichain.conformance.targets.third_party.manifest import Manifest

__all__ = ["FINDINGS", "Finding", "Seriousness", "findings_of", "reproduce"]

FINDINGS = "findings.toml"
_PATIENCE = 60.0


class Seriousness(StrEnum):
    """How easily users of a library meet a mistake."""

    ORDINARY = "ordinary"
    REACHABLE = "reachable"
    ODD = "odd"

    @property
    def words(self) -> str:
        """The class in words."""
        return _WORDS[self]


_WORDS = {
    Seriousness.ORDINARY: "wrong in ordinary use",
    Seriousness.REACHABLE: "wrong at edges that can be reached",
    Seriousness.ODD: "needs odd inputs",
}


class Finding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One cause of wrong answers."""

    title: str
    """The mistake, in one sentence."""
    kind: Kind
    rules: tuple[str, ...]
    """The rules that the cause breaks; a failure of a check belongs to the finding that names all its first rules."""
    seriousness: Seriousness
    why: str
    """Why it matters to a user of the library."""
    repair: str
    """A possible repair."""
    reproduction: str
    """The file of the reproduction."""
    right: str
    """The right last line of the reproduction's output."""
    wrong: str
    """The wrong last line that it prints."""
    run: tuple[str, ...] = ()
    """The command that runs the reproduction; by default that of the tool. Placeholders are those of a manifest."""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    finding: tuple[Finding, ...]


def findings_of(manifest: Manifest) -> tuple[Finding, ...]:
    """Return the findings that are recorded for an adapter; the most serious first.

    >>> from antichain.conformance.targets.third_party.manifest import manifests
    >>> findings_of(manifests()["nebula-protocol"])
    ()

    Raises:
        ValueError: the file is not a list of findings; the message names the file and the field.

    """
    path = manifest.folder / FINDINGS
    if not path.exists():
        return ()
    try:
        found = msgspec.toml.decode(path.read_bytes(), type=_File).finding
    except (msgspec.DecodeError, UnicodeDecodeError) as why:
        message = f"{path.parent.name}/{path.name}: {why}"
        raise ValueError(message) from why
    order = list(Seriousness)
    return tuple(sorted(found, key=lambda finding: order.index(finding.seriousness)))


def reproduce(adapter: ThirdParty, finding: Finding) -> str:
    """Return the output of the reproduction of a finding, at the installed version.

    If the program fails, the output ends with its last line of standard error.
    """
    command = adapter.filled(finding.run or _command(adapter, finding.reproduction))
    try:
        ran = subprocess.run(  # noqa: S603 — a shipped program and the library that it shows
            command,
            cwd=_folder(adapter),
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no end in {_PATIENCE:g} s"
    except OSError as why:
        return f"it does not run: {why.strerror}"
    last = ran.stderr.strip().splitlines()[-1:] if ran.returncode else []
    return "\n".join([*ran.stdout.strip().splitlines(), *last])


def _command(adapter: ThirdParty, file: str) -> tuple[str, ...]:
    path = f"{{adapter}}/{file}"
    if adapter.manifest.install.tool == "pip":
        return ("{installed}/bin/python", "-I", path)
    return ("node", path)


def _folder(adapter: ThirdParty) -> Path:
    return adapter.folder
