"""How long the proofs take: each judge over every obligation, the slowest obligation, and the thorough run."""

from __future__ import annotations

import time

from antichain.proofs.judges import JUDGES, Verdict
from antichain.proofs.report import names, obligations
from antichain.proofs.smtlib import script
from antichain.proofs.thorough import thoroughly

__all__ = ["table"]


def table() -> str:
    """Return the measurements as a Markdown table; it takes minutes."""
    selected = [name for found in names().values() for name in found]
    began = time.perf_counter()
    asked = {each.id: script(each) for each in obligations(selected) if not each.id.startswith("R")}
    rows = [
        f"| {len(asked)} obligations | seconds | computed for | slowest |",
        "| --- | ---: | ---: | --- |",
        f"| stating and printing them | {time.perf_counter() - began:.1f} | | |",
    ]
    for judge in JUDGES:
        if judge.version() is None:
            rows.append(f"| {judge.name}: not installed | | | |")
            continue
        began = time.perf_counter()
        answers = {name: judge.ask(text) for name, text in asked.items()}
        took = time.perf_counter() - began
        proved = sum(answer.verdict is Verdict.PROVED for answer in answers.values())
        slowest = max(answers, key=lambda name: answers[name].milliseconds)
        slow = f"{slowest}: {answers[slowest].milliseconds:.0f} ms"
        rows.append(f"| {judge.name} {judge.version()}: {proved} proved | {took:.1f} | | {slow} |")
    began, computed = time.perf_counter(), time.process_time()
    report = thoroughly(selected, JUDGES, lambda _: None)
    took, computed = time.perf_counter() - began, time.process_time() - computed
    rows.append(f"| a thorough run{'' if report.sound else ', not sound'} | {took:.0f} | {computed:.0f} | |")
    return "\n".join(rows)


if __name__ == "__main__":
    print(table())  # noqa: T201  # that is what it is for
