"""Where a theorem is stated: the file and the line."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from antichain.proofs.theories.catalogue import THEORIES, theory_of

__all__ = ["place"]

_HERE = Path(__file__).parent


def place(theorem: str) -> tuple[str, int]:
    """Return the file, below the folder of the proofs, and the line at which a theorem is stated.

    Where no line names the theorem, as when its name is computed, it is the line of the function that lists the theory.

    >>> place("H2")[0]
    'theories/h_vector_clock.py'
    """
    letter = theory_of(theorem)
    main = THEORIES[letter].file.removeprefix("theories/")
    others = (path.name for path in _HERE.glob(f"{letter.lower()}_*.py") if path.name != main)
    for file in (main, *sorted(others)):
        if theorem in _lines(file):
            return f"theories/{file}", _lines(file)[theorem]
    return f"theories/{main}", _lines(main)["def theorems"]


@cache
def _lines(file: str) -> dict[str, int]:
    """Return the first line at which each text is the first argument of a call, or a key; and that of each function."""
    found: dict[str, int] = {}
    tree = ast.parse((_HERE / file).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            found[f"def {node.name}"] = node.lineno
        for named in _naming(node):
            if isinstance(named, ast.Constant) and isinstance(named.value, str):
                found[named.value] = min(named.lineno, found.get(named.value, named.lineno))
    return found


def _naming(node: ast.AST) -> list[ast.expr | None]:
    """Return the parts of a node that may name a theorem."""
    if isinstance(node, ast.Call):
        return [*node.args[:1]]
    return [*node.keys] if isinstance(node, ast.Dict) else []
