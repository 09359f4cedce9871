"""The adapters that come with antichain, and the installation of the packages that they test.

A package goes into a cache folder of antichain's own, in exactly the version named here, and never into the user's
project or environment. It is there entirely or not at all.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from platformdirs import user_cache_path

from antichain.conformance.protocol import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SHIPPED", "Shipped", "UnavailableError"]

_PATIENCE = 300.0
"""Seconds that an installation may take."""


class UnavailableError(Exception):
    """An adapter cannot be started or its package cannot be installed; the message says what, why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """An adapter, and the package that it tests.

    ``adapter`` is the ``package.module:factory`` of a Python adapter, or the file of a JavaScript one beside this
    module. ``kinds`` is what the adapter's own hello says, known before anything is installed. Without a ``client``
    nothing needs to be installed, and the factory can be called in this process.
    """

    name: str
    language: Literal["python", "javascript"]
    adapter: str
    kinds: tuple[Kind, ...]
    client: Literal["pip", "npm"] | None = None
    package: str = ""
    version: str = ""
    about: str = ""
    """What is tested, where that is no package."""
    extra: str = ""
    """The extra of antichain's own that it needs."""

    def command(self) -> list[str]:
        """Return what starts the adapter, in the environment that :meth:`environment` adds to.

        Raises:
            UnavailableError: its package is not installed, or node is missing.

        """
        if not self.installed():
            message = (
                f"{self.name} tests {self.package} {self.version} from {self.client}, which must be installed first"
            )
            raise UnavailableError(message)
        if self.language == "javascript":
            return [self._program("node"), str(Path(__file__).with_name(self.adapter)), str(self._folder)]
        # -P: a file of the user's with the package's name, in the current folder, is not what is to be tested.
        return [sys.executable, "-P", "-m", "antichain.conformance.serve", self.adapter]

    def environment(self) -> Mapping[str, str]:
        """Return what the adapter's environment has to say in addition, so that the package is found first."""
        if self.client != "pip":
            return {}
        before = os.environ.get("PYTHONPATH")
        return {"PYTHONPATH": os.pathsep.join([str(self._folder), *([before] if before else [])])}

    def installed(self) -> bool:
        """Return whether the package is there, in this very version."""
        return self.client is None or self._folder.is_dir()

    def install(self) -> None:
        """Install the package, unless it is there; what is interrupted leaves nothing behind.

        Raises:
            UnavailableError: it cannot be installed.

        """
        if self.installed():
            return
        cache = self._folder.parent
        try:
            cache.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(
                prefix=".installing-", dir=cache, ignore_cleanup_errors=True
            ) as unfinished:
                fresh = Path(unfinished, "package")
                self._run(self._installation(fresh))
                fresh.rename(self._folder)
        except OSError as failure:
            if self.installed():
                return  # by another process, meanwhile
            message = f"{self.name} cannot be installed into {cache}: {failure.strerror}; make that folder writable"
            raise UnavailableError(message) from failure

    @property
    def _folder(self) -> Path:
        return user_cache_path("antichain") / "packages" / f"{self.name}-{self.version}"

    def _program(self, program: str) -> str:
        path = shutil.which(program)
        if path is None:
            message = f"{self.name} needs {program}, which is not on the PATH; install Node.js 18 or newer with npm"
            raise UnavailableError(message)
        return path

    def _installation(self, folder: Path) -> list[str]:
        if self.client == "pip":
            pip = [sys.executable, "-P", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
            return [*pip, "--target", str(folder), f"{self.package}=={self.version}"]
        quiet = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=1"]
        return [self._program("npm"), "install", "--prefix", str(folder), *quiet, f"{self.package}@{self.version}"]

    def _run(self, command: list[str]) -> None:
        try:
            done = subprocess.run(  # noqa: S603 — the arguments are constants of this module and our own folder
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=_PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            why = f"nothing came of it in {_PATIENCE:g} s"
        except OSError as failure:
            why = f"it does not run: {failure.strerror}"
        else:
            if done.returncode == 0:
                return
            why = _complaint(done.stderr) or f"{self.client} exited with status {done.returncode}"
        message = (
            f"{self.name} cannot be installed: {self.client} did not bring {self.package} {self.version} ({why}); "
            "see that the network can be reached, and try again"
        )
        raise UnavailableError(message)


def _complaint(output: str) -> str:
    """Return the line of pip's or npm's standard error that says why."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("ERROR:", "npm error", "npm ERR!"))]
    return next(iter(errors or lines[-1:]), "")


SHIPPED: Mapping[str, Shipped] = {
    shipped.name: shipped
    for shipped in (
        Shipped(
            name="reference",
            language="python",
            adapter="antichain.conformance.targets.reference:target",
            kinds=tuple(Kind),
            about="antichain's own clocks and counters",
        ),
        Shipped(
            name="feed",
            language="python",
            adapter="antichain.conformance.targets.feed:target",
            kinds=(Kind.VERSION_VECTOR, Kind.G_COUNTER, Kind.PN_COUNTER),
            about="antichain's own feed: server processes, killed, wiped, restored and cloned",
            extra="feed",
        ),
        Shipped(
            name="boxydog-vectorclock",
            language="python",
            adapter="antichain.conformance.targets.boxydog_vectorclock:target",
            kinds=(Kind.VECTOR_CLOCK,),
            client="pip",
            package="vectorclock",
            version="0.5.3",
        ),
        Shipped(
            name="mixu-vectorclock",
            language="javascript",
            adapter="mixu_vectorclock.mjs",
            kinds=(Kind.VERSION_VECTOR,),
            client="npm",
            package="vectorclock",
            version="0.0.0",
        ),
        Shipped(
            name="orbit-crdts",
            language="javascript",
            adapter="orbit_crdts.mjs",
            kinds=(Kind.G_COUNTER, Kind.PN_COUNTER),
            client="npm",
            package="crdts",
            version="0.2.0",
        ),
    )
}
"""Every adapter that comes with antichain, by its name."""
