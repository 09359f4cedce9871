"""``antichain explain``: a rule with its theorems, refutations and known bugs; or a theorem with its obligations."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from antichain.conformance.report.terminal import console
from antichain.conformance.rules.catalogue import RULES, Rule
from antichain.conformance.rules.known_bugs import of_rule
from antichain.proofs.logic.theorem import reach
from antichain.proofs.refutations.catalogue import REFUTATIONS, Refutation
from antichain.proofs.report import names, prove
from antichain.proofs.rocq.check import places
from antichain.proofs.solving.explain import witness_in_words
from antichain.proofs.solving.judges import Z3
from antichain.proofs.solving.vacuity import used
from antichain.proofs.theories.catalogue import theorems
from antichain.proofs.theories.places import place

if TYPE_CHECKING:
    from antichain.proofs.logic.theorem import Theorem

__all__ = ["explain"]


@click.command()
@click.argument("rule", required=False)
def explain(rule: str | None) -> None:
    """Explain RULE, such as CNT-ONCE, or a theorem, such as H2. Without RULE, list all rules."""
    if rule is None:
        for each in RULES.values():
            click.echo(f"{each.id:<15}{each.level.value:<7}{each.statement}")
        return
    known = theorems()
    proved = {name.upper(): each for name, each in known.items()}.get(rule.upper())
    if proved is not None:
        _explain_theorem(proved)
        return
    found = RULES.get(rule.upper())
    if found is None:
        near = get_close_matches(rule.upper(), [*RULES, *known], n=3, cutoff=0.3)
        message = (
            f"{rule!r} is neither a rule nor a theorem; the nearest are {', '.join(near or list(RULES)[:5])}; "
            "antichain explain lists the rules, antichain prove the theorems"
        )
        raise click.UsageError(message)
    _explain(found)


def _explain(rule: Rule) -> None:
    out = console()
    out.print(f"{rule.id} ({rule.level.value})", style="bold")
    out.print(f"{rule.statement}\n", markup=False)
    known = {name for theory in names().values() for name in theory}
    cited = [name for name in rule.theorems if name in known and not name.startswith("R")]
    outcomes = prove(cited, [Z3()]).theorems if cited else {}  # without names, prove means all theorems
    for name, outcome in outcomes.items():
        theorem, by = outcome.theorem, " by z3 just now" if outcome.verdict == "proved" else ""
        out.print(f"theorem {name} ({reach(theorem, theorems())}): {outcome.verdict}{by}", markup=False)
        out.print(f"  {theorem.statement}", markup=False)
    if not rule.theorems:
        out.print("no theorem: the rule is about an interface or a disk, which the model does not have")
    refutation = _smallest(rule)
    if refutation is not None:
        _show(refutation)
    if any(outcome.judges for outcome in outcomes.values()):
        out.print("every judge: antichain prove --theorem NAME", style="dim")
    for bug in of_rule(rule.id):
        out.print(f"seen: {bug.fault}" + (f" ({bug.seen})" if bug.seen else ""), markup=False)
        out.print(f"  {bug.history}", markup=False)


def _explain_theorem(theorem: Theorem) -> None:
    """Print each obligation of a theorem, the hypotheses that z3's core used, a witness, and its places in Rocq."""
    out = console()
    file, line = place(theorem.id)
    out.print(
        f"{theorem.id} ({reach(theorem, theorems())}), proofs/antichain/proofs/{file}:{line}",
        style="bold",
        soft_wrap=True,
    )
    out.print(f"{theorem.statement}\n", markup=False)
    for text in filter(None, [theorem.note, theorem.outside and f"outside the logic: {theorem.outside}"]):
        out.print(text, markup=False)
    for each in theorem.obligations:
        out.print(f"obligation {each.id}", markup=False)
        needed = used(each)
        for name in each.hypotheses:
            out.print(f"  {'used' if name in needed else 'not used'}: {name}", markup=False)
        out.print(f"  witness: {witness_in_words(each, theorem.machine)}", markup=False, soft_wrap=True)
    if theorem.rests_on:
        out.print(f"rests on {', '.join(theorem.rests_on)}", markup=False)
    out.print(f"in Rocq: {', '.join(places(theorem.id)) or 'not stated'}", markup=False, soft_wrap=True)


def _smallest(rule: Rule) -> Refutation | None:
    """Return the refutation with the shortest history of a design that breaks the rule.

    A known bug of the rule names it, or the rule itself. A design that violates a theorem of the rule may break other
    rules alone: one theorem is behind several rules.
    """
    designs = {bug.refutation for bug in of_rule(rule.id)}
    found = [each for each in REFUTATIONS if each.id in designs]
    found = found or [each for each in REFUTATIONS if each.id in rule.theorems]
    return min(found, key=lambda each: each.history().steps if each.history else len(REFUTATIONS), default=None)


def _show(refutation: Refutation) -> None:
    out = console()
    out.print(f"refuted {refutation.id}: {refutation.statement}", markup=False)
    if refutation.history is not None:
        story = refutation.history()
        out.print(f"  {story.in_words()}", markup=False)
        out.print(f"  reads {story.read}, where {story.truth} is due", markup=False)
    if refutation.mirrors:
        out.print(f"  mirrors {refutation.mirrors}", markup=False)
