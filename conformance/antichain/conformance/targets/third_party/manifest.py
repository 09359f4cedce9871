"""Manifests: the package that an adapter tests, its origin, its installation, and the start of the adapter.

Each folder beside this module holds one adapter and its ``manifest.toml``. Texts of ``[install]`` and ``start`` may
hold ``{version}``, ``{adapter}`` (the adapter's folder), ``{installed}`` (the folder of the installation) and, as a
word alone, ``{packages}``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import msgspec

from antichain.conformance.protocol.claims import Kind  # noqa: TC001 — msgspec reads the annotations

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FOLDER", "MANIFEST", "Choice", "Install", "Manifest", "Repair", "manifests", "read"]

FOLDER = Path(__file__).parent
MANIFEST = "manifest.toml"


class Install(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a package is installed; ``needs``, ``steps`` and the manifest's ``start`` replace the tool's defaults."""

    tool: Literal["pip", "npm", "go", "cargo", "maven", "debian"]
    """The usual tool of the language. `pip` makes a virtual environment of its own."""
    packages: tuple[str, ...] = ()
    """The packages for `pip`, `npm` and Debian's package manager, with exact versions."""
    sources: tuple[str, ...] = ()
    """Files that are built, of the adapter's folder or shared ones (`../`): copied first, with `@VERSION@` replaced by
    the version.
    """
    steps: tuple[tuple[str, ...], ...] = ()
    """Commands, run in a temporary folder that holds the sources; what is kept goes to `{installed}`."""
    needs: tuple[str, ...] = ()
    """Programs that must be on the PATH, each alone or as `program >= version`."""


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A choice that the library documents: a claim of its adapter, and not a finding."""

    what: str
    link: str


class Repair(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A defect of one version of a library that a later version does not have."""

    what: str
    """The defect, in one sentence."""
    last: str
    """The last of the versions that shows the defect."""
    repaired: str
    """The first of the versions that does not."""
    kind: Kind
    rules: tuple[str, ...]
    """The rules that fail at the one version and hold at the other."""
    link: str
    """The report of the defect, the change that repairs it, or the repaired version."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The manifest of one published library and its adapter, known before an installation."""

    name: str
    """The word on the command line. The folder has the same name, with underscores."""
    language: str
    package: str
    registry: str
    """Where the package is published: PyPI, npm, crates.io, Go modules, Maven Central or Debian."""
    version: str
    licence: str
    homepage: str
    kinds: tuple[Kind, ...]
    """The claims in the adapter's hello."""
    why: str
    """Why the library is of interest, in one sentence."""
    users: str
    """How many users it has, with the source and the month of the figure."""
    install: Install
    choices: tuple[Choice, ...] = ()
    start: tuple[str, ...] = ()
    """The command that starts the adapter; by default the usual one of the tool."""
    older: tuple[str, ...] = ()
    """Older versions that the same adapter can test, the oldest first."""
    newer: tuple[str, ...] = ()
    """Newer versions, such as pre-releases, that are not what a user gets; the oldest first."""
    repairs: tuple[Repair, ...] = ()
    """Defects of one of the versions that a later one does not have."""

    @property
    def versions(self) -> tuple[str, ...]:
        """Every version that the adapter can test, the oldest first."""
        return (*self.older, self.version, *self.newer)

    @property
    def folder(self) -> Path:
        """The folder that holds the adapter."""
        return FOLDER / self.name.replace("-", "_")


def read(path: Path) -> Manifest:
    """Return the manifest in a file.

    Raises:
        ValueError: the file is not a manifest; the message names the file and the field.

    """
    try:
        manifest = msgspec.toml.decode(path.read_bytes(), type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as why:
        message = f"{path.parent.name}/{path.name}: {why}"
        raise ValueError(message) from why
    if manifest.name.replace("-", "_") != path.parent.name:
        message = f"{path.parent.name}/{path.name}: name is {manifest.name!r}; expected the folder's, with hyphens"
        raise ValueError(message)
    return manifest


@cache
def manifests() -> Mapping[str, Manifest]:
    """Return every manifest by its name, in the order of the names.

    >>> manifests()["orbit-crdts"].package
    'crdts'

    Raises:
        ValueError: a file is not a manifest.

    """
    found = map(read, sorted(FOLDER.glob(f"*/{MANIFEST}")))
    return MappingProxyType({manifest.name: manifest for manifest in found})
