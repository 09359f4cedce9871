"""What a thorough run does on top: seeds, witnesses, contradictions, dropped hypotheses, brute force, and mutants."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations_with_replacement, product
from typing import TYPE_CHECKING

from antichain.model.clock import Clock
from antichain.model.laws import LAWS, MODEL
from antichain.proofs.catalogue import theorems
from antichain.proofs.judges import Z3, Cvc5
from antichain.proofs.killing import Bench
from antichain.proofs.mutants import MUTANTS
from antichain.proofs.prover import closure, failing
from antichain.proofs.report import SEEDS, prove
from antichain.proofs.vacuity import impossible, unneeded, witness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from antichain.model.laws import Law
    from antichain.proofs.judges import Judge
    from antichain.proofs.report import Report
    from antichain.proofs.theorem import Theorem

__all__ = ["brute_force", "steps", "thoroughly"]

_IMPATIENT = Z3(rlimit=200_000)
_SECOND = Cvc5(rlimit=50_000)


def steps(selected: Sequence[str]) -> int:
    """Return how many times ``done`` will be called beside the obligations."""
    known = theorems()
    return len({each.id for name in closure(selected, known) for each in known[name].obligations}) + len(MUTANTS)


def thoroughly(selected: Sequence[str], judges: Sequence[Judge], done: Callable[[str], None]) -> Report:
    """Return the report of a run with five seeds, in which nothing may be vacuous, and every mutant is tried."""
    report = prove(selected, judges, seeds=SEEDS, done=done)
    known = theorems()
    vacuous, spare = dict(report.vacuous), {}
    dropped: dict[str, frozenset[str]] = {}
    for name in closure(selected, known):
        for each in known[name].obligations:
            if each.id in dropped:
                continue
            dropped[each.id] = unneeded(each, _IMPATIENT)
            if witness(each) is None:
                vacuous.setdefault(
                    each.id, "it has no witness: no concrete execution makes its hypotheses and goal true"
                )
            done(each.id)
        spare[name] = _in_none(known[name], dropped)
    asked = {each.id: each for name in closure(selected, known) for each in known[name].obligations}
    for name in impossible(asked.values(), _SECOND):
        vacuous.setdefault(name, "its hypotheses contradict one another: cvc5 derives false from them alone")
    vacuous |= {name: "brute force finds it false" for name, law in LAWS.items() if not brute_force(law)}
    bench = Bench(closure(selected, known))
    fates = []
    for mutant in MUTANTS:
        fates.append((mutant, bench.fates(mutant)))
        done(mutant.name)
    return replace(
        report,
        fates=fates,
        unneeded=spare,
        theorems=failing(report.theorems, vacuous),
        vacuous=vacuous,
        everything=known.keys() <= {*selected},
    )


def _in_none(theorem: Theorem, dropped: dict[str, frozenset[str]]) -> frozenset[str]:
    """Return the hypotheses of a theorem that none of its obligations needs."""
    everywhere = {hypothesis for each in theorem.obligations for hypothesis in each.hypotheses}
    needed = {hypothesis for each in theorem.obligations for hypothesis in set(each.hypotheses) - dropped[each.id]}
    return frozenset(everywhere - needed)


def brute_force(law: Law, largest: int = 3) -> bool:
    """Return whether a law holds of all clocks of one to three replicas with counts up to ``largest``, with no solver.

    Clocks that differ by the names of the replicas alone are tried once where the law names no replica.
    """
    return all(law(MODEL, *clocks, *replicas) for clocks, replicas in _cases(law, largest))


def _cases(law: Law, largest: int) -> Iterator[tuple[list[Clock], tuple[str, ...]]]:
    columns = list(product(range(largest + 1), repeat=len(law.clocks)))
    for size in (1, 2, 3):
        names = "ABC"[:size]
        rows = product(columns, repeat=size) if law.replicas else combinations_with_replacement(columns, size)
        for row in rows:
            clocks = [Clock(dict(zip(names, slots, strict=True))) for slots in zip(*row, strict=True)]
            for replicas in product(names, repeat=len(law.replicas)):
                yield clocks, replicas
