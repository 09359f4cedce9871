"""Installations of published packages, in a cache folder of antichain's own, one for each name and version.

An installation is built in a temporary folder beside its place, and renamed when it is complete. It holds a record of
its sources. Without that record, or with another one, it counts as not installed, and is replaced.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.metadata
import os
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from platformdirs import user_cache_path

import antichain
from antichain.conformance.targets.third_party.tools import UnavailableError, check_needs, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from antichain.conformance.protocol.claims import Kind
    from antichain.conformance.targets.third_party.manifest import Manifest

__all__ = ["ThirdParty"]

_RECORD = "installation.json"


@dataclass(frozen=True, slots=True)
class _Tool:
    """The defaults of a tool: programs that it needs to install and to run, its steps, and the start of an adapter."""

    needs: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    steps: tuple[tuple[str, ...], ...] = ()
    start: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()


_NPM = "npm install --prefix {installed} --no-save --no-audit --no-fund --ignore-scripts --fetch-retries=1"
_PIP = "--quiet --disable-pip-version-check --no-input --no-warn-script-location"
_TOOLS: Mapping[str, _Tool] = {
    "pip": _Tool(
        steps=(
            (sys.executable, "-m", "venv", "--without-pip", "{installed}"),
            (sys.executable, "-P", "-m", "pip", "--python", "{installed}", "install", *_PIP.split(), "{packages}"),
        ),
        start=("{installed}/bin/python", "-I", "{here}/adapter_process.py", "{adapter}/adapter.py", "{namespace}"),
    ),
    "npm": _Tool(
        needs=("node >= 18", "npm"),
        runs=("node >= 18",),
        steps=((*_NPM.split(), "{packages}"),),
        start=("node", "{adapter}/adapter.mjs", "{installed}"),
    ),
    "go": _Tool(
        needs=("go >= 1.21",),
        steps=(("go", "build", "-o", "{installed}/adapter", "."),),
        start=("{installed}/adapter",),
        environment=(("GOFLAGS", "-mod=mod"), ("GOTOOLCHAIN", "local")),
    ),
    "cargo": _Tool(
        needs=("cargo >= 1.70",),
        steps=(("cargo", "install", "--quiet", "--path", ".", "--root", "{installed}", "--no-track"),),
        start=("{installed}/bin/adapter",),
    ),
    "maven": _Tool(
        needs=("mvn", "java >= 17"),
        runs=("java >= 17",),
        steps=(("mvn", "-q", "-B", "package", "-DinstalledDirectory={installed}"),),
        start=("java", "-cp", "{installed}/*", "Adapter"),
    ),
    "debian": _Tool(
        needs=("apt-get",),
        steps=(("apt-get", "install", "-y", "-qq", "--no-install-recommends", "{packages}"),),
        start=("{installed}/adapter",),
    ),
}


@dataclass(frozen=True, slots=True)
class ThirdParty:
    """An adapter of a published library, at one version."""

    manifest: Manifest
    version: str

    @property
    def name(self) -> str:
        """The word that names the adapter on the command line."""
        pinned = self.version == self.manifest.version
        return self.manifest.name if pinned else f"{self.manifest.name}@{self.version}"

    @property
    def language(self) -> str:
        """The language of the library."""
        return self.manifest.language

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The claims of the adapter."""
        return self.manifest.kinds

    @property
    def package(self) -> str:
        """The package that is tested."""
        return self.manifest.package

    @property
    def about(self) -> str:
        """Why the library is of interest."""
        return self.manifest.why

    @property
    def folder(self) -> Path:
        """The folder of the installation; it may not exist yet."""
        return _cache() / f"{self.manifest.name}-{self.version}"

    def installed(self) -> bool:
        """Return whether the installation is complete, and agrees with the present manifest."""
        return bool(self._record()) and self._record().get("made_from") == self._made_from()

    def seconds(self) -> float:
        """Return the seconds that the installation took; 0 if it is not installed."""
        return float(self._record().get("seconds", 0))

    def command(self) -> list[str]:
        """Return the command that starts the adapter.

        Raises:
            UnavailableError: the package is not installed, or a program that the adapter needs is missing.

        """
        if not self.installed():
            unfinished = "; an installation is there, unfinished or old" if self.folder.exists() else ""
            message = (
                f"{self.name} tests {self.package} {self.version} of {self.manifest.registry}, "
                f"which must be installed first{unfinished}"
            )
            raise UnavailableError(message)
        check_needs(self.name, self._tool.runs)
        return self._filled(self.manifest.start or self._tool.start, self.folder)

    def filled(self, words: Sequence[str]) -> list[str]:
        """Return a command for the installation, with the placeholders of a manifest replaced."""
        return self._filled(words, self.folder)

    def made_from(self) -> str:
        """Return a digest of the adapter and of all inputs of its installation."""
        digest = hashlib.sha256(self._made_from().encode())
        for path in sorted(self.manifest.folder.glob("adapter.*")):
            digest.update(path.read_bytes())
        return digest.hexdigest()[:12]

    def install(self) -> None:
        """Install the package, unless it is installed; the next call removes the rest of an interrupted installation.

        Raises:
            UnavailableError: it cannot be installed.

        """
        if self.installed():
            return
        check_needs(self.name, self.manifest.install.needs or self._tool.needs)
        try:
            with _locked(_cache(), self.manifest.name):
                if not self.installed():  # by another process, meanwhile
                    self._replace()
        except OSError as failure:
            message = f"{self.name} cannot be installed into {_cache()}: {failure.strerror}; make that folder writable"
            raise UnavailableError(message) from failure

    def _replace(self) -> None:
        """Build the installation beside its place, and move it there."""
        prefix = f".installing-{self.manifest.name}-"
        for left in _cache().glob(f"{prefix}*"):
            shutil.rmtree(left, ignore_errors=True)
        begun = time.monotonic()
        with tempfile.TemporaryDirectory(prefix=prefix, dir=_cache(), ignore_cleanup_errors=True) as temporary:
            fresh, scratch = Path(temporary, "installed"), Path(temporary, "scratch")
            fresh.mkdir()
            scratch.mkdir()
            self._copy_sources(scratch)
            for step in self.manifest.install.steps or self._tool.steps:
                run(self.name, self._filled(step, fresh), scratch, dict(self._tool.environment))
            record = {"made_from": self._made_from(), "seconds": round(time.monotonic() - begun, 1)}
            fresh.joinpath(_RECORD).write_bytes(msgspec.json.encode(record))
            if self.folder.exists():
                self.folder.rename(Path(temporary, "old"))
            fresh.rename(self.folder)

    def _copy_sources(self, scratch: Path) -> None:
        for source in self.manifest.install.sources:
            copy = scratch / source.removeprefix("../")  # a file that several adapters share
            copy.parent.mkdir(parents=True, exist_ok=True)
            text = self.manifest.folder.joinpath(source).read_text(encoding="utf-8")
            copy.write_text(text.replace("@VERSION@", self.version), encoding="utf-8")

    def _filled(self, words: Sequence[str], installed: Path) -> list[str]:
        """Return a command with its placeholders replaced."""
        lists = {"{packages}": self._packages(), "{namespace}": list(antichain.__path__)}
        places = {"version": self.version, "installed": installed, "adapter": self.manifest.folder}
        places["here"] = self.manifest.folder.parent
        return [
            filled
            for word in words
            for filled in lists.get(word, [_replaced(word, {name: str(text) for name, text in places.items()})])
        ]

    def _packages(self) -> list[str]:
        packages = [_replaced(package, {"version": self.version}) for package in self.manifest.install.packages]
        if self.manifest.install.tool == "pip":
            packages.append(f"msgspec=={importlib.metadata.version('msgspec')}")  # the protocol needs it
        return packages

    @property
    def _tool(self) -> _Tool:
        return _TOOLS[self.manifest.install.tool]

    def _record(self) -> dict[str, str | float]:
        try:
            return msgspec.json.decode(self.folder.joinpath(_RECORD).read_bytes(), type=dict[str, str | float])
        except (OSError, msgspec.DecodeError):
            return {}

    def _made_from(self) -> str:
        """Return a digest of all inputs of the installation."""
        digest = hashlib.sha256(msgspec.json.encode((self.manifest.install, self._packages())))
        if self.manifest.install.tool == "pip":
            digest.update(f"{sys.base_prefix} {sys.version_info[:2]}".encode())
        for source in self.manifest.install.sources:
            digest.update(self.manifest.folder.joinpath(source).read_bytes())
        return digest.hexdigest()


def _replaced(text: str, places: Mapping[str, str]) -> str:
    for name, place in places.items():
        text = text.replace(f"{{{name}}}", place)
    return text


def _cache() -> Path:
    """Return the folder of all installations: below ``ANTICHAIN_CACHE``, else below the user's cache folder."""
    chosen = os.environ.get("ANTICHAIN_CACHE")
    return (Path(chosen).absolute() if chosen else user_cache_path("antichain")) / "adapters"


@contextlib.contextmanager
def _locked(cache: Path, name: str) -> Iterator[None]:
    """Let one process at a time install an adapter."""
    cache.mkdir(parents=True, exist_ok=True)
    with Path(cache, f".{name}.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
