"""Run import-linter on all four portions of ``antichain``.

The root of the model holds ``antichain/__init__.py``, which extends its path by the other three roots. import-linter
reads that path from the spec of the package, which names only one root, so this program writes the whole path there.
"""

import sys

from importlinter.cli import lint_imports_command

import antichain

PORTIONS = 4

if __name__ == "__main__":
    found = list(dict.fromkeys(antichain.__path__))
    if antichain.__spec__ is None or len(found) != PORTIONS:
        sys.exit(f"lint: found the portions {found} of antichain; expected {PORTIONS}: run make lint in a clone")
    antichain.__spec__.submodule_search_locations = found
    lint_imports_command()
