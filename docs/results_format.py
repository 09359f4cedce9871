"""Writes the schema of results files and the page about it, from the structs of their lines."""

from __future__ import annotations

import json
from pathlib import Path

from antichain.conformance.engine.results import schema

PAGE = Path(__file__).with_name("results.md")
SCHEMA = Path(schema.__file__).with_name(schema.NAME)


def main() -> None:
    """Write both files."""
    SCHEMA.write_text(json.dumps(schema.generated(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    PAGE.write_text(schema.markdown(), encoding="utf-8")


if __name__ == "__main__":
    main()
