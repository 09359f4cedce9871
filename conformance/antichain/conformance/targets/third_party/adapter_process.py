"""Starts a Python adapter in the virtual environment of the package that it tests.

The environment's own Python runs this file, isolated: ``python -I adapter_process.py ADAPTER PATH...``. The paths are
those of the namespace ``antichain``: nothing else that is installed beside antichain can be imported.
"""

from __future__ import annotations

import runpy
import sys
from types import ModuleType
from typing import Any

__all__ = ["main"]


def main(adapter: str, paths: list[str]) -> None:
    """Serve the target that the function ``target`` of the file ``adapter`` returns."""
    namespace = ModuleType("antichain")
    namespace.__path__ = paths
    sys.modules["antichain"] = namespace
    from antichain.conformance.adapters.serve import run  # noqa: PLC0415 — it can be found from here on

    def make() -> Any:  # noqa: ANN401 — a target need not have every method of Target
        return runpy.run_path(adapter)["target"]()

    run(make)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
