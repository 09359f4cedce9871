"""How long the proofs take: each judge over every obligation, the slowest obligation, and the thorough run.

python benchmarks/proofs.py             every judge
python benchmarks/proofs.py --thorough  and a thorough run
"""

from __future__ import annotations

import sys
import time

import click

from antichain.proofs.judges import JUDGES, Z3, Verdict
from antichain.proofs.report import names, obligations
from antichain.proofs.smtlib import script
from antichain.proofs.thorough import thoroughly


def main() -> None:
    """Print the measurements as a Markdown table."""
    began = time.perf_counter()
    selected = [name for found in names().values() for name in found]
    asked = {each.id: script(each) for each in obligations(selected) if not each.id.startswith("R")}
    stated = time.perf_counter() - began
    click.echo(f"| {len(asked)} obligations | seconds | slowest, ms |\n| --- | --- | --- |")
    click.echo(f"| stating and printing them | {stated:.1f} | |")
    for judge in JUDGES:
        if judge.version() is None:
            click.echo(f"| {judge.name}: absent | | |")
            continue
        began = time.perf_counter()
        answers = {name: judge.ask(text) for name, text in asked.items()}
        took = time.perf_counter() - began
        assert all(answer.verdict is Verdict.PROVED for answer in answers.values())
        slowest = max(answers, key=lambda name: answers[name].milliseconds)
        click.echo(f"| {judge.name} {judge.version()} | {took:.1f} | {answers[slowest].milliseconds:.0f} ({slowest}) |")
        if isinstance(judge, Z3):
            assert stated + took < 5, "all theorems by z3 are to take less than 5 seconds"  # noqa: PLR2004 — the goal
    if "--thorough" in sys.argv:
        began = time.perf_counter()
        assert thoroughly(selected, JUDGES, lambda _: None).sound
        click.echo(f"| a thorough run | {time.perf_counter() - began:.0f} | |")


if __name__ == "__main__":
    main()
