import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest

ROOT = Path(__file__).parents[2]
PARTS = ("model", "proofs", "impl", "conformance")
SOURCES = [path for part in PARTS for path in sorted((ROOT / part / "antichain").rglob("*.py"))]
COMPOSITION = "antichain.conformance.commands"
SHIPPED = "antichain.conformance.targets"


def _module(path: Path) -> str:
    inside = path.relative_to(ROOT).with_suffix("").parts[1:]
    return ".".join(inside[:-1] if inside[-1] == "__init__" else inside)


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _allowed(importer: str, imported: str) -> bool:
    part, other = importer.split(".")[1], imported.split(".")[1]
    if part == other or importer.startswith(COMPOSITION):
        return True
    arrows = {"proofs": {"model"}, "conformance": {"model"}, "model": set(), "impl": set()}
    return other in arrows[part] or (importer.startswith(SHIPPED) and other == "impl")


@pytest.mark.parametrize("path", SOURCES, ids=_module)
def test_a_module_imports_only_along_the_arrows(path: Path) -> None:
    wrong = [name for name in _imports(path) if name.startswith("antichain.") and not _allowed(_module(path), name)]
    assert not wrong


def test_the_arrows_forbid_what_they_should() -> None:
    assert not _allowed("antichain.model.clock", "antichain.impl.clock")
    assert not _allowed("antichain.impl.clock", "antichain.model.clock")
    assert not _allowed("antichain.conformance.run", "antichain.impl.clock")
    assert not _allowed("antichain.conformance.run", "antichain.proofs")
    assert _allowed("antichain.conformance.targets.reference", "antichain.impl.clock")


def test_modules_do_not_import_each_other_in_circles() -> None:
    graph = nx.DiGraph()
    modules = {_module(path) for path in SOURCES}
    for path in SOURCES:
        at_run_time = ast.parse(path.read_text(encoding="utf-8")).body
        for node in at_run_time:
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("antichain."):
                for alias in node.names:
                    full = f"{node.module}.{alias.name}"
                    graph.add_edge(_module(path), full if full in modules else node.module)
    assert nx.is_directed_acyclic_graph(graph), nx.find_cycle(graph)


def test_the_model_needs_networkx_alone() -> None:
    standard = {"__future__", "collections", "dataclasses", "enum", "inspect", "typing", "antichain", "networkx"}
    imported = {
        name.split(".")[0] for path in SOURCES if _module(path).startswith("antichain.model") for name in _imports(path)
    }
    assert imported <= standard


@pytest.mark.parametrize("part", PARTS)
def test_no_root_hides_the_others(part: str) -> None:
    assert not (ROOT / part / "antichain" / "__init__.py").exists()
    assert (ROOT / part / "antichain" / part / "py.typed").exists()
    assert (ROOT / part / "README.md").exists()


def test_test_files_have_distinct_names() -> None:
    names = [path.name for part in PARTS for path in (ROOT / part / "tests").glob("*.py")]
    assert len(names) == len(set(names))


def test_every_public_name_is_there_and_listed() -> None:
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        listed = {
            name
            for node in tree.body
            if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets)
            for name in ast.literal_eval(node.value)
        }
        made = {
            node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        }
        made |= {
            alias.asname or alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names
        }
        made |= {
            name.id
            for node in tree.body
            if isinstance(node, ast.Assign | ast.AnnAssign)
            for name in ast.walk(node)
            if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
        }
        assert listed <= made, path


def test_no_module_is_long() -> None:
    long = [path.name for path in SOURCES if len(path.read_text(encoding="utf-8").splitlines()) > 400]
    assert not long


def test_tracked_files_name_no_machine_and_no_registry() -> None:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)  # noqa: S607 — git, wherever it is
    tracked = [ROOT / name for name in listing.stdout.decode().split("\0") if name]
    forbidden = re.compile(rb"index-url|https?://(registry|files|static|index|proxy)\.|\.\./" + rb"shared")
    wrong = [path.name for path in tracked if path.is_file() and forbidden.search(path.read_bytes())]
    assert wrong in ([], [Path(__file__).name])
