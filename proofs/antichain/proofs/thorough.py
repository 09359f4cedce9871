"""A thorough run: seeds, witnesses, contradictions, dropped hypotheses, brute force, and mutants."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import combinations_with_replacement, product
from multiprocessing import get_context
from typing import TYPE_CHECKING

from antichain.model.clock import Clock
from antichain.model.laws import LAWS, MODEL
from antichain.proofs.mutation.kills import Bench
from antichain.proofs.mutation.mutants import MUTANTS
from antichain.proofs.report import SEEDS, prove
from antichain.proofs.solving.certificates import Carcara, fate
from antichain.proofs.solving.judges import Z3, Cvc5
from antichain.proofs.solving.prover import closure, failing
from antichain.proofs.solving.sharing import QuestionPool, processors
from antichain.proofs.solving.vacuity import assumed, impossible, unneeded, used, witness
from antichain.proofs.theories.catalogue import theorems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from antichain.model.laws import Law
    from antichain.proofs.logic.obligation import Obligation
    from antichain.proofs.logic.theorem import Theorem
    from antichain.proofs.mutation.kills import Fate
    from antichain.proofs.report import Report
    from antichain.proofs.solving.judges import Judge

__all__ = ["brute_force", "steps", "thoroughly"]

_IMPATIENT = Z3(rlimit=200_000)
_SECOND = Cvc5(rlimit=50_000)
_CHUNK = 4
"""Obligations that are handed to a process at a time."""


def steps(selected: Sequence[str]) -> int:
    """Return how many times ``done`` will be called beside the obligations."""
    known = theorems()
    return len({each.id for name in closure(selected, known) for each in known[name].obligations}) + len(MUTANTS)


def thoroughly(selected: Sequence[str], judges: Sequence[Judge], done: Callable[[str], None]) -> Report:
    """Return the report of a run with five seeds, in which nothing may be vacuous, and every mutant is tried."""
    report = prove(selected, judges, seeds=SEEDS, done=done)
    known, names = theorems(), tuple(closure(selected, theorems()))
    asked = {each.id: each for name in names for each in known[name].obligations}
    vacuous = dict(report.vacuous)
    for judge in (_IMPATIENT, _SECOND):
        with QuestionPool(judge) as questions:
            for name in impossible(assumed(asked.values(), questions)):
                cause = f"its hypotheses contradict one another: {judge.name} derives false from them alone"
                vacuous.setdefault(name, cause)
    vacuous |= {name: "brute force finds it false" for name, law in LAWS.items() if not brute_force(law)}
    with ProcessPoolExecutor(processors(), get_context("spawn")) as pool:
        looked = {}
        for name, found in zip(asked, pool.map(_looked_at, asked, chunksize=_CHUNK), strict=True):
            looked[name] = found
            if not found.witnessed:
                vacuous.setdefault(name, "it has no witness: no concrete execution makes its hypotheses and goal true")
            done(name)
        needed = tuple(found.used for found in looked.values())
        found_fates = pool.map(partial(_fates, names, needed), range(len(MUTANTS)))
        fates = []
        for mutant, fate in zip(MUTANTS, found_fates, strict=True):
            fates.append((mutant, fate))
            done(mutant.name)
    dropped = {name: found.unneeded for name, found in looked.items()}
    spare = {name: _in_none(known[name], dropped) for name in names}
    return replace(
        report,
        fates=fates,
        unneeded=spare,
        certificates={name: found.certificate for name, found in looked.items() if found.certificate},
        theorems=failing(report.theorems, vacuous),
        vacuous=vacuous,
        everything=known.keys() <= {*selected},
    )


@dataclass(frozen=True, slots=True)
class _Looked:
    """The findings about one obligation: used and unused hypotheses, its witness and its certificate."""

    used: frozenset[str]
    unneeded: frozenset[str]
    witnessed: bool
    certificate: str


@cache
def _obligations() -> dict[str, Obligation]:
    return {each.id: each for theorem in theorems().values() for each in theorem.obligations}


def _looked_at(name: str) -> _Looked:
    """Return what is found of the obligation of this name; runs in another process."""
    asked = _obligations()[name]
    return _Looked(used(asked), unneeded(asked, _IMPATIENT), witness(asked) is not None, fate(asked, Carcara()))


@cache
def _bench(names: tuple[str, ...], needed: tuple[frozenset[str], ...]) -> Bench:
    """Return the theorems of these names, with what the proofs of their obligations used, in their order."""
    asked = dict.fromkeys(each.id for name in names for each in theorems()[name].obligations)
    return Bench(names, dict(zip(asked, needed, strict=True)))


def _fates(names: tuple[str, ...], needed: tuple[frozenset[str], ...], number: int) -> dict[str, Fate]:
    """Return the fates of the mutant of this number before these theorems; runs in another process."""
    return _bench(names, needed).fates(MUTANTS[number])


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
