"""Runs every benchmark that has a place in README.md, and writes its tables there.

The place for the tables of ``name.py`` is between ``<!-- name:begin -->`` and ``<!-- name:end -->``; a line above them
names the machine and the versions. ``python benchmarks/tables.py clocks`` runs only one benchmark.
"""

from __future__ import annotations

import os
import platform
import re
import sqlite3
import sys
from contextlib import suppress
from importlib import import_module, metadata
from pathlib import Path

README = Path(__file__).with_name("README.md")
PLACE = re.compile(r"(<!-- (?P<name>\w+):begin -->\n).*?(<!-- (?P=name):end -->)", re.DOTALL)
PACKAGES = (
    "antichain",
    "hypothesis",
    "loro",
    "msgspec",
    "networkx",
    "vectorclock",
    "z3-solver",
    "starlette",
    "uvicorn",
)


def _measured_with() -> str:
    found = [f"{os.cpu_count()} CPUs", f"{platform.python_implementation()} {platform.python_version()}"]
    found.append(f"SQLite {sqlite3.sqlite_version}")
    for package in PACKAGES:
        with suppress(metadata.PackageNotFoundError):
            found.append(f"{package} {metadata.version(package)}")
    return ", ".join(found)


def _filled(place: re.Match[str]) -> str:
    begin, name, end = place.groups()
    if sys.argv[1:] and name not in sys.argv[1:]:
        return place.group()
    print(f"measuring {name} ...", file=sys.stderr)  # noqa: T201  # it takes minutes
    return f"{begin}\nMeasured with {_measured_with()}.\n\n{import_module(name).table()}\n{end}"


if __name__ == "__main__":
    README.write_text(PLACE.sub(_filled, README.read_text(encoding="utf-8")), encoding="utf-8")
