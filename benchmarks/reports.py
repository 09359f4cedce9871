"""How long it takes to render 1000 failures in every format, to open their page, and to install and run a first check.

The failures are those of one wrong member of the zoo, found within small bounds and repeated under other ids. The page
is interactive once its script has run and the browser has drawn it. The first check is that of the Python adapter which
``antichain new-adapter`` writes; its packages are in the cache of pip, since they were installed once before.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import venv
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from playwright.sync_api import sync_playwright

from antichain.conformance.adapters.languages import LANGUAGES
from antichain.conformance.adapters.new_adapter import write_adapter
from antichain.conformance.api import check
from antichain.conformance.engine.results.build import results_of
from antichain.conformance.engine.results.lines import Results, Selection
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.report.faces import FACES
from antichain.conformance.zoo.wrong import adds_when_merging

__all__ = ["table"]

ROOT = Path(__file__).parents[1]
FAILURES = 1000
MOST_SECONDS, MOST_SECONDS_OF_THE_PAGE, MOST_SECONDS_OF_A_FIRST_CHECK = 5, 1, 30
SMALL = Bounds.parse("events=3,histories=2,steps=8,large=10,crowd=20,named=1")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"


def _results() -> Results:
    """Return the results of a check with 1000 failures."""
    found = results_of(check(adds_when_merging.target, bounds=SMALL, phases=["laws", "exhaustive"]))
    many = [
        msgspec.structs.replace(failure, id=f"{number:08x}", cause=f"{number:08x}")
        for number, failure in enumerate(islice(cycle(found.failures), FAILURES))
    ]
    header = msgspec.structs.replace(found.header, selection=Selection())  # a narrowed check has no badge
    return Results(header, found.phases, found.rules, tuple(many), found.footer)


def _interactive(page: bytes) -> float:
    """Return the seconds until a page is interactive in Chromium; the best of three."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder, "report.html")
        path.write_bytes(page)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        taken = []
        for _ in range(3):
            window = browser.new_page()
            begun = time.perf_counter()
            window.goto(path.as_uri())
            window.locator("#theme").wait_for()  # which the script shows; goto waits until it has run
            window.evaluate(DRAWN)
            taken.append(time.perf_counter() - begun)
            window.close()
        browser.close()
    return min(taken)


def _first_check() -> tuple[float, float]:
    """Return the seconds of installing antichain into a new environment, and of a first check there."""
    with TemporaryDirectory() as folder:
        adapter = Path(folder, "adapter")
        write_adapter("python", adapter)
        for name in ("warm", "measured"):
            venv.create(Path(folder, name), with_pip=True)
            binaries = Path(folder, name, "bin")
            pip = [str(binaries / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            begun = time.perf_counter()
            subprocess.run([*pip, str(ROOT)], check=True)  # noqa: S603 — pip of the new environment
            installed = time.perf_counter() - begun
        begun = time.perf_counter()
        command = [str(binaries / "antichain"), "check", LANGUAGES["python"].run, "--quick", "--quiet"]
        subprocess.run(command, check=True, cwd=adapter, stdout=sys.stderr)  # noqa: S603 — our own program
        return installed, time.perf_counter() - begun


def table() -> str:
    """Return the tables in Markdown."""
    results = _results()
    rows = ["| format | seconds | KiB |", "| --- | ---: | ---: |"]
    total = 0.0
    page = b""
    for name, face in FACES.items():
        begun = time.perf_counter()
        made = face.render(results)
        took = time.perf_counter() - begun
        total += took
        page = made if name == "html" else page
        rows.append(f"| {name} | {took:.2f} | {len(made) / 1024:,.0f} |")
    rows.append(f"| **all** (goal: under {MOST_SECONDS} s) | **{total:.2f}** | |")
    rows += ["", "| step | seconds | goal |", "| --- | ---: | ---: |"]
    shown = f"{_interactive(page):.2f}" if CHROMIUM else "not measured, since Chromium is not installed"
    rows.append(f"| the page of these failures is interactive in Chromium | {shown} | < {MOST_SECONDS_OF_THE_PAGE} |")
    installed, checked = _first_check()
    rows.append(f"| `pip install` with a warm cache | {installed:.1f} | |")
    rows.append(f"| a first `antichain check --quick` on an adapter in Python | {checked:.1f} | |")
    rows.append(f"| **both** | **{installed + checked:.1f}** | < {MOST_SECONDS_OF_A_FIRST_CHECK} |")
    return "\n".join(rows)


if __name__ == "__main__":
    print(table())  # noqa: T201  # it is a program
