"""cvc5 in a separate process: questions come in as JSON lines, answers go out as JSON lines."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

__all__ = ["main", "open_steps"]


def open_steps(proof: str) -> str:
    """Return the steps of a printed proof that prove nothing; empty where the proof is whole.

    >>> open_steps("(step @p1 :rule trust)"), open_steps("(step @p1 :rule refl)")
    ('a step marked trust', '')
    """
    return " and ".join(f"a step marked {word}" for word in ("trust", "hole") if f":rule {word}" in proof)


def _answer(cvc5: Any, question: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 — cvc5 ships no types
    began = time.perf_counter()
    solver = cvc5.Solver(cvc5.TermManager())
    limits = {"seed": question["seed"], "rlimit-per": question["rlimit"], "tlimit-per": question["milliseconds"]}
    switches = ("full-saturate-quant", "produce-proofs", "quiet")
    for option, value in {**limits, **dict.fromkeys(switches, "true"), "proof-granularity": "dsl-rewrite"}.items():
        solver.setOption(option, str(value))
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, question["text"], "obligation")
    word = ""
    while not (command := parser.nextCommand()).isNull():
        word = command.invoke(solver, parser.getSymbolManager()).strip() or word
    remark = word
    if word == "unsat":
        (proof,) = solver.getProof()
        printed = solver.proofToString(proof, cvc5.ProofFormat.CPC)
        remark = open_steps(printed.decode() if isinstance(printed, bytes) else str(printed))
    return {"word": word, "milliseconds": (time.perf_counter() - began) * 1000, "remark": remark}


def main() -> None:
    """Answer until the questions end."""
    import cvc5  # noqa: PLC0415 — an optional judge, and only this process needs it

    for line in sys.stdin:
        try:
            said = _answer(cvc5, json.loads(line))
        except RuntimeError as error:
            said = {"word": "error", "milliseconds": 0.0, "remark": str(error).splitlines()[0]}
        print(json.dumps(said), flush=True)  # noqa: T201 — this is its answer


if __name__ == "__main__":
    main()
