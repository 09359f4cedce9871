"""The report of a run: the selected theorems and refutations, their results, and the same as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from antichain.proofs.refutations.catalogue import REFUTATIONS, Refutation
from antichain.proofs.solving.countermodel import values
from antichain.proofs.solving.explain import explanation
from antichain.proofs.solving.judges import JUDGES, Z3, Verdict
from antichain.proofs.solving.prover import closure, deciding, examine, outcomes
from antichain.proofs.solving.sharing import QuestionPool
from antichain.proofs.solving.vacuity import assumed, impossible
from antichain.proofs.theories.catalogue import THEORIES, theorems, theory_of
from antichain.proofs.theories.places import place

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from antichain.proofs.logic.obligation import Obligation
    from antichain.proofs.logic.transition_system import Machine
    from antichain.proofs.mutation.kills import Fate
    from antichain.proofs.mutation.mutants import Mutant
    from antichain.proofs.solving.judges import Answer, Judge
    from antichain.proofs.solving.prover import Outcome

__all__ = ["Refuted", "Report", "names", "obligations", "prove"]

SEEDS = (0, 1, 2, 3, 4)

_HOLDS = {Verdict.PROVED: "it holds", Verdict.REFUTED: "it does not hold"}

_IMPATIENT = Z3(rlimit=50_000)
"""The judge that looks for contradictions among hypotheses. A thorough run asks it again, with four times the steps."""

_EXPLAINED = 10
"""The largest number of countermodels. In a broken model, hundreds of obligations fail for one cause."""

_FEW = 20
"""With fewer questions, this process answers them before another one has started."""


@dataclass(frozen=True, slots=True)
class Refuted:
    """The result of a refutation: ``refuted`` as it must be, or ``unknown``, or ``failed``."""

    refutation: Refutation
    verdict: str
    judges: Mapping[str, Answer]
    smallest: str
    replayed: bool


@dataclass(frozen=True, slots=True)
class Report:
    """The results of a run. ``fates`` holds, under each mutant, its fate for each theorem.

    ``everything`` says that all theorems were asked for: only then does a mutant that none of them kills say something.
    """

    theorems: Mapping[str, Outcome]
    refutations: Mapping[str, Refuted]
    judges: Sequence[Judge]
    failures: Mapping[str, str] = field(default_factory=dict)
    fates: Sequence[tuple[Mutant, Mapping[str, Fate]]] = ()
    unneeded: Mapping[str, frozenset[str]] = field(default_factory=dict)
    vacuous: Mapping[str, str] = field(default_factory=dict)
    """The fault of each vacuous obligation."""
    certificates: Mapping[str, str] = field(default_factory=dict)
    """For each obligation, the result of its certificate, if one was requested."""
    everything: bool = False

    @property
    def absent(self) -> tuple[str, ...]:
        """The required judges that are absent."""
        return tuple(judge.name for judge in self.judges if judge.required and judge.version() is None)

    @property
    def sound(self) -> bool:
        """Whether nothing failed and nothing stayed unknown."""
        proved = all(each.verdict in {"proved", "meta", "cited"} for each in self.theorems.values())
        refuted = all(each.verdict == "refuted" for each in self.refutations.values())
        return proved and refuted and not self.vacuous

    @property
    def unnoticed(self) -> tuple[str, ...]:
        """The mutants that no theorem kills."""
        return tuple(
            f"{mutant.target}: {mutant.name}"
            for mutant, fates in self.fates
            if "killed" not in {fate.outcome for fate in fates.values()}
        )

    def kills(self, theorem: str) -> tuple[int, int] | None:
        """Return how many mutants of its subject a theorem kills, and the number of these mutants."""
        fates = [found[theorem].outcome for _, found in self.fates if theorem in found]
        return (fates.count("killed"), len(fates)) if self.fates else None

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON data."""
        return {
            "judges": {judge.name: judge.version() for judge in self.judges},
            "theorems": [self._theorem(each) for each in self.theorems.values()],
            "refutations": [_refutation(each) for each in self.refutations.values()],
            "failures": dict(self.failures),
            "vacuous": dict(self.vacuous),
        }

    def _theorem(self, outcome: Outcome) -> dict[str, Any]:
        theorem, kills = outcome.theorem, self.kills(outcome.theorem.id)
        entry: dict[str, Any] = {
            "id": theorem.id,
            "theory": theory_of(theorem.id),
            "statement": theorem.statement,
            "scope": theorem.scope.value,
            "outside": theorem.outside,
            "verdict": outcome.verdict,
            "judges": _said(outcome.judges),
            "obligations": [each.id for each in theorem.obligations],
            "rests_on": list(theorem.rests_on),
            "note": theorem.note,
            "source": theorem.source,
            "file": place(theorem.id)[0],
            "line": place(theorem.id)[1],
        }
        if kills is not None:
            entry["mutants"] = {"killed": kills[0], "of": kills[1]}
        if theorem.id in self.unneeded:
            entry["unneeded"] = sorted(self.unneeded[theorem.id])
        return entry


def _said(judges: Mapping[str, Answer]) -> dict[str, Any]:
    return {
        name: {"verdict": answer.verdict.value, "milliseconds": round(answer.milliseconds, 1), "remark": answer.remark}
        for name, answer in judges.items()
    }


def _refutation(found: Refuted) -> dict[str, Any]:
    refutation, story = found.refutation, found.refutation.history
    return {
        "id": refutation.id,
        "theory": "R",
        "statement": refutation.statement,
        "scope": "bounded",
        "kind": "design" if story else "statement",
        "verdict": found.verdict,
        "judges": _said(found.judges),
        "violates": refutation.violates,
        "mirrors": refutation.mirrors,
        "smallest": found.smallest,
        "replayed": found.replayed,
        "history": story().as_json() if story else None,
    }


def names() -> dict[str, list[str]]:
    """Return the names of all theorems and refutations by theory."""
    found: dict[str, list[str]] = {letter: [] for letter in (*THEORIES, "R")}
    for name in theorems():
        found[theory_of(name)].append(name)
    found["R"] = [each.id for each in REFUTATIONS]
    return found


def obligations(selected: Sequence[str]) -> list[Obligation]:
    """Return all questions of the selected names and of their bases, each once."""
    known = theorems()
    asked = [each for name in closure(selected, known) for each in known[name].obligations]
    asked += [each.among_two for each in REFUTATIONS if each.id in selected]
    return list({each.id: each for each in asked}.values())


def prove(
    selected: Sequence[str] = (),
    judges: Sequence[Judge] = JUDGES,
    *,
    seeds: Sequence[int] = (0,),
    done: Callable[[str], None] = lambda _: None,
) -> Report:
    """Return the results of the selected theorems and refutations, by default of all.

    >>> from antichain.proofs.solving.judges import Z3
    >>> prove(["B7"], (Z3(),)).theorems["B7"].verdict
    'proved'
    """
    known = theorems()
    selected = selected or [name for found in names().values() for name in found]
    wanted = {name: known[name] for name in closure(selected, known)}
    asked = {each.id: (each, theorem.machine) for theorem in wanted.values() for each in theorem.obligations}
    every = (each for theorem in wanted.values() for each in theorem.obligations)
    answers = examine(every, judges, seeds=seeds, done=done)
    with QuestionPool(_IMPATIENT, few=len(asked) < _FEW) as pool:
        alone = assumed((each for each, _ in asked.values()), pool)
        refuted = _refutations([each for each in REFUTATIONS if each.id in selected], judges, done)
        vacuous = dict.fromkeys(
            impossible(alone), "its hypotheses contradict one another: z3 derives false from them alone"
        )
    open_ones = [name for name, said in answers.items() if not _settled(said, judges)]
    failures = {
        name: _failing(*asked[name], answers[name], explained=place < _EXPLAINED)
        for place, name in enumerate(open_ones)
    }
    failures |= {name: _standing(each) for name, each in refuted.items() if each.verdict != "refuted"}
    found = outcomes(wanted, answers, judges, vacuous)
    chosen = {name: found[name] for name in wanted if name in selected}
    return Report(chosen, refuted, judges, failures, vacuous=vacuous)


def _settled(said: Mapping[str, Answer], judges: Sequence[Judge]) -> bool:
    """Return whether no judge objects to an obligation."""
    return {deciding(judge, said[judge.name]) for judge in judges} <= {"proved"}


def _failing(asked: Obligation, machine: Machine[Any] | None, said: Mapping[str, Answer], *, explained: bool) -> str:
    """Return the answers of the judges to an unproved obligation, and a countermodel if no judge proved it."""
    answers = (f"{name} says {each.verdict.value}{each.remark and f' ({each.remark})'}" for name, each in said.items())
    head, verdicts = f"{asked.id}: {', '.join(answers)}", {answer.verdict for answer in said.values()}
    only_unknown = Verdict.PROVED in verdicts and Verdict.REFUTED not in verdicts
    return f"{head}\n{explanation(asked, machine)}" if explained and not only_unknown else head


def _standing(found: Refuted) -> str:
    """Return why a refutation failed."""
    said = (f"{name} says {_HOLDS.get(answer.verdict, answer.verdict.value)}" for name, answer in found.judges.items())
    replay = "" if found.replayed else "; no replay in Python shows it false"
    return f"{found.refutation.id} is not refuted: {', '.join(said)}{replay}"


def _refutations(
    selected: Sequence[Refutation], judges: Sequence[Judge], done: Callable[[str], None]
) -> dict[str, Refuted]:
    """Return the results of these refutations, by name."""
    answers = examine([each.among_two for each in selected], judges, hurried=False, done=done)
    return {each.id: _refuted(each, answers[each.among_two.id], judges) for each in selected}


def _refuted(refutation: Refutation, said: Mapping[str, Answer], judges: Sequence[Judge]) -> Refuted:
    """Return the result of a refutation: every judge must find it false, and Python must agree on the replay."""
    deciding = [said[judge.name].verdict for judge in judges if judge.required]
    world = refutation.smallest()
    replayed = world is not None and refutation.replays(world)
    verdict = "refuted"
    if Verdict.PROVED in deciding or not replayed:
        verdict = "failed"
    elif Verdict.UNKNOWN in deciding:
        verdict = "unknown"
    shown = ", ".join(f"{name} = {value}" for name, value in values(refutation.query, world).items()) if world else ""
    return Refuted(refutation, verdict, said, shown, replayed)
