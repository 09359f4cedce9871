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


def drawn() -> str:
    """Return the picture of what the command prints now, as SVG."""
    environment = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(WIDTH)}
    environment.pop("NO_COLOR", None)
    run = subprocess.run(  # noqa: S603 — the command above
        [sys.executable, "-m", "antichain.conformance", *COMMAND], env=environment, capture_output=True, check=False
    )
    lines = run.stdout.decode().splitlines()
    first = next(number for number, line in enumerate(lines) if "breaks CNT-ONCE" in line)
    last = next(number for number, line in enumerate(lines) if "amounts of 1, names up to renaming" in line)
    story = "\n".join([f"$ antichain {' '.join(COMMAND)}", "", *lines[first : last + 1], "", lines[-1]])
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.from_ansi(story))
    return console.export_svg(title="antichain check", unique_id="check")


if __name__ == "__main__":
    PICTURE.write_text(drawn(), encoding="utf-8")
