"""Write the picture of a terminal that README shows: ``python docs/pictures/terminal.py``.

The picture is the failure in the output of the command that it names, drawn by rich as SVG. The phases are left out,
since they hold times; so are the commands that reproduce the failure, since they name folders of this machine.
"""

import io
import os
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

COMMAND = ["check", "py:antichain.conformance.zoo.wrong.article:target", "--bounds", "events=5"]
PICTURE = Path(__file__).with_name("check.svg")
WIDTH = 100
SHOWN = ("breaks CNT-ONCE", "  $ antichain check", "NOT CONFORMANT")
"""The first lines of the failure, of the commands that reproduce it, and of the verdict."""


def drawn() -> str:
    """Return the picture of what the command prints now, as SVG."""
    environment = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(WIDTH)}
    environment.pop("NO_COLOR", None)
    run = subprocess.run(  # noqa: S603 — the command above
        [sys.executable, "-m", "antichain.conformance", *COMMAND], env=environment, capture_output=True, check=False
    )
    lines = run.stdout.decode().splitlines()
    plain = [Text.from_ansi(line).plain for line in lines]
    first, commands, verdict = [next(n for n, line in enumerate(plain) if said in line) for said in SHOWN]
    story = "\n".join([f"$ antichain {' '.join(COMMAND)}", "", *lines[first:commands], "", *lines[verdict:]])
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.from_ansi(story))
    return console.export_svg(title="antichain check", unique_id="check")


if __name__ == "__main__":
    PICTURE.write_text(drawn(), encoding="utf-8")
