"""Installations of published libraries: complete or absent, with a sentence after a failure."""

from __future__ import annotations

import os
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

import antichain
from antichain.conformance.targets.third_party import installation, manifest, tools
from antichain.conformance.targets.third_party.installation import ThirdParty
from antichain.conformance.targets.third_party.manifest import Install, manifests, read
from antichain.conformance.targets.third_party.tools import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

WRITES = (("sh", "-c", "cat source > {installed}/adapter"),)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANTICHAIN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "adapters"


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Put a shell script on the PATH."""

    def make(name: str, script: str) -> None:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        folder.joinpath(name).write_text(f"#!/bin/sh\n{script}\n")
        folder.joinpath(name).chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    return make


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., ThirdParty]:
    """Make an adapter whose folder holds one source."""
    monkeypatch.setattr(manifest, "FOLDER", tmp_path / "manifests")
    folder = tmp_path / "manifests" / "acme"
    folder.mkdir(parents=True)
    folder.joinpath("source").write_text("version @VERSION@")

    def make(steps: tuple[tuple[str, ...], ...] = WRITES, needs: tuple[str, ...] = ("sh",)) -> ThirdParty:
        install = Install(tool="go", sources=("source",), steps=steps, needs=needs)
        found = next(iter(manifests().values()))
        return ThirdParty(replace(found, name="acme", version="1.2", install=install, start=()), "1.2")

    return make


def left_over(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.iterdir() if path.suffix != ".lock")


def test_install_builds_the_sources_and_starts_them(cache: Path, acme: Callable[..., ThirdParty]) -> None:
    adapter = acme()
    assert not adapter.installed()
    adapter.install()
    assert adapter.installed()
    assert left_over(cache) == ["acme-1.2"]
    assert cache.joinpath("acme-1.2", "adapter").read_text() == "version 1.2"
    assert adapter.command() == [str(cache / "acme-1.2" / "adapter")]


def test_install_copies_a_shared_source_by_its_name(cache: Path, acme: Callable[..., ThirdParty]) -> None:
    adapter = acme((("sh", "-c", "cat common source > {installed}/adapter"),))
    adapter.manifest.folder.parent.joinpath("common").write_text("common @VERSION@, ")
    install = replace(adapter.manifest.install, sources=("../common", "source"))
    ThirdParty(replace(adapter.manifest, install=install), "1.2").install()
    assert cache.joinpath("acme-1.2", "adapter").read_text() == "common 1.2, version 1.2"


def test_install_twice_does_not_run_the_steps_again(cache: Path, acme: Callable[..., ThirdParty]) -> None:
    adapter = acme()
    adapter.install()
    cache.joinpath("acme-1.2", "adapter").write_text("kept")
    adapter.install()
    assert cache.joinpath("acme-1.2", "adapter").read_text() == "kept"


def test_install_that_fails_half_way_leaves_nothing(cache: Path, acme: Callable[..., ThirdParty]) -> None:
    script = 'touch {installed}/adapter; for n in 1 2 3 4 5; do echo "line $n"; done >&2; exit 3'
    adapter = acme((("sh", "-c", script),))
    with pytest.raises(UnavailableError) as failure:
        adapter.install()
    assert str(failure.value) == (
        "acme cannot be installed: sh -c exited with status 3 (line 2 / line 3 / line 4 / line 5); "
        "see that the network can be reached, and try again"
    )
    assert left_over(cache) == []


def test_install_quotes_marked_errors_before_other_lines(cache: Path, acme: Callable[..., ThirdParty]) -> None:
    script = 'echo "npm error code ENOTFOUND"; echo "npm error at x"; echo 1; echo 2; echo 3; echo 4; exit 1'
    with pytest.raises(UnavailableError, match=r"\(npm error code ENOTFOUND / npm error at x\)"):
        acme((("sh", "-c", script),)).install()
    assert left_over(cache) == []


@pytest.mark.parametrize("record", [None, "", "{}", '{"made_from": "other"}'])
def test_install_repairs_an_unfinished_installation(
    record: str | None, cache: Path, acme: Callable[..., ThirdParty]
) -> None:
    adapter = acme()
    adapter.install()
    stored = cache / "acme-1.2" / "installation.json"
    stored.unlink() if record is None else stored.write_text(record)
    cache.joinpath("acme-1.2", "adapter").unlink()
    cache.joinpath(".installing-acme-killed").mkdir()
    assert not adapter.installed()
    with pytest.raises(UnavailableError, match="must be installed first; an installation is there, unfinished or old"):
        adapter.command()
    adapter.install()
    assert cache.joinpath("acme-1.2", "adapter").read_text() == "version 1.2"
    assert left_over(cache) == ["acme-1.2"]


def test_install_after_a_changed_source_is_done_again(cache: Path, acme: Callable[..., ThirdParty]) -> None:
    adapter = acme()
    adapter.install()
    adapter.manifest.folder.joinpath("source").write_text("another")
    assert not adapter.installed()
    adapter.install()
    assert cache.joinpath("acme-1.2", "adapter").read_text() == "another"


@pytest.mark.usefixtures("cache")
def test_install_without_a_program_names_its_remedy(acme: Callable[..., ThirdParty]) -> None:
    adapter = acme(needs=("no-such-program >= 3",))
    message = "acme needs no-such-program 3 or newer, which is not on the PATH; install no-such-program"
    with pytest.raises(UnavailableError, match=f"^{message}$"):
        adapter.install()


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize(("told", "found"), [("v17.9.1", "17.9.1"), ("hello", "of an unknown version")])
def test_install_with_an_old_program_names_its_version(
    told: str, found: str, acme: Callable[..., ThirdParty], program: Callable[[str, str], None]
) -> None:
    program("node", f"echo {told}")
    message = f"acme needs node 18 or newer, and node here is {found}; install Node.js with npm"
    with pytest.raises(UnavailableError, match=f"^{message}$"):
        acme(needs=("node >= 18",)).install()


@pytest.mark.parametrize("told", ["v18.0.0", "18", "v20.1"])
def test_install_with_a_newer_program_works(told: str, program: Callable[[str, str], None]) -> None:
    program("node", f"echo {told}")
    tools.check_needs("acme", ("node >= 18",))


def test_install_ends_an_endless_step_with_its_children(
    cache: Path, acme: Callable[..., ThirdParty], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tools, "PATIENCE", 0.3)
    child = tmp_path / "child"
    with pytest.raises(UnavailableError, match=r"sh -c did not end in 0\.3 s; see that the network can be reached"):
        acme((("sh", "-c", f"sleep 60 & echo $! > {shlex.quote(str(child))}; wait"),)).install()
    state = Path("/proc", child.read_text().strip(), "stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"
    assert left_over(cache) == []


def test_install_names_a_cache_that_cannot_be_written(cache: Path, acme: Callable[..., ThirdParty]) -> None:
    cache.parent.mkdir()
    cache.write_text("a file in place of the folder")
    with pytest.raises(UnavailableError, match=r"cannot be installed into .*adapters: .*; make that folder writable"):
        acme().install()


@pytest.mark.usefixtures("cache")
def test_install_names_a_program_that_does_not_run(
    acme: Callable[..., ThirdParty], program: Callable[[str, str], None]
) -> None:
    program("sad", "")
    Path(shutil.which("sad") or "").write_bytes(b"\x7fELF")
    with pytest.raises(UnavailableError, match=r"sad now does not run: .*; repair sad and try again"):
        acme((("sad", "now"),)).install()


def test_python_adapter_sees_only_antichain_and_its_venv() -> None:
    adapter = manifests()["boxydog-vectorclock"]
    found = ThirdParty(adapter, adapter.version)
    command = found._filled(installation._TOOLS["pip"].start, Path("here"))  # noqa: SLF001 — what it is started by
    assert command[:2] == ["here/bin/python", "-I"]
    assert command[4:] == list(antichain.__path__)


@pytest.mark.parametrize("name", manifests())
def test_manifest_names_exact_versions_and_existing_files(name: str) -> None:
    found = manifests()[name]
    assert all(text and "*" not in text and "^" not in text for text in found.versions)
    assert all(found.folder.joinpath(source).is_file() for source in found.install.sources)
    if found.install.tool in {"pip", "npm"}:
        assert any("{version}" in package for package in found.install.packages)
        assert all("@" in package[1:] or "==" in package for package in found.install.packages)
    assert all(choice.link.startswith("https://") for choice in found.choices)


def test_manifest_error_names_the_file_and_the_field(tmp_path: Path) -> None:
    file = tmp_path / "acme" / "manifest.toml"
    file.parent.mkdir()
    file.write_text('name = "acme"\ncolour = "red"')
    with pytest.raises(ValueError, match=r"^acme/manifest\.toml: .*colour"):
        read(file)


def test_manifest_with_another_name_than_its_folder_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other" / "manifest.toml"
    file.parent.mkdir()
    shutil.copy(manifests()["orbit-crdts"].folder / "manifest.toml", file)
    with pytest.raises(ValueError, match="name is 'orbit-crdts'; expected the folder's, with hyphens"):
        read(file)
