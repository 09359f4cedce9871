"""z3 in a separate process: questions come in as JSON lines, answers go out as JSON lines."""

from __future__ import annotations

import json
import sys

from antichain.proofs.solving.judges import Z3

__all__ = ["main"]


def main() -> None:
    """Answer until the questions end."""
    for line in sys.stdin:
        question = json.loads(line)
        judge = Z3(question["rlimit"], question["milliseconds"])
        answer = judge.ask(question["text"], question["seed"])
        said = {"verdict": answer.verdict.value, "milliseconds": answer.milliseconds, "remark": answer.remark}
        print(json.dumps(said), flush=True)  # noqa: T201 — this is its answer


if __name__ == "__main__":
    main()
