"""Adapters of published libraries from a built wheel, in a fresh environment without this checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from antichain.conformance.targets.third_party import manifest

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).parents[3]
PATIENCE = 900.0


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, timeout=PATIENCE)  # noqa: S603 — pip, and this checkout
    [built] = folder.glob("*.whl")
    return built


def test_wheel_holds_every_file_of_an_adapter(wheel: Path) -> None:
    package = manifest.FOLDER.parents[3]
    sources = {
        path.relative_to(package).as_posix()
        for path in manifest.FOLDER.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert any(source.endswith("findings.toml") for source in sources)
    assert sources <= set(zipfile.ZipFile(wheel).namelist())


def test_wheel_installs_checks_and_reproduces(wheel: Path, tmp_path: Path) -> None:
    python = tmp_path / "venv" / "bin" / "python"
    venv.create(tmp_path / "venv", with_pip=True)
    environment = {**os.environ, "ANTICHAIN_CACHE": str(tmp_path / "cache")}
    environment.pop("PYTHONPATH", None)

    def run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 — pip, and the command of the wheel
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )

    installed = run([str(python), "-m", "pip", "install", "--quiet", str(wheel)])
    assert installed.returncode == 0, installed.stderr
    antichain = str(python.with_name("antichain"))
    checked = run([antichain, "check", "boxydog-vectorclock", "--install", "--profile", "quick"])
    assert checked.returncode == 0, checked.stderr
    verdict = "boxydog-vectorclock keeps every rule that it claims, but for LIB-SORT"
    assert verdict in " ".join(checked.stdout.split())
    reproduced = run([antichain, "findings", "--reproduce"])
    assert reproduced.returncode == 0, reproduced.stderr
    assert reproduced.stdout.startswith("boxydog-vectorclock: reproduce_")
