"""``antichain explain``: a rule, the theorem behind it, the smallest thing that breaks it, and who was bitten."""

from __future__ import annotations

from difflib import get_close_matches

import click

from antichain.conformance.bugs import of_rule
from antichain.conformance.report.terminal import console
from antichain.conformance.rules import RULES, Rule
from antichain.proofs.judges import Z3
from antichain.proofs.refutations import REFUTATIONS, Refutation
from antichain.proofs.report import names, prove

__all__ = ["explain"]


@click.command()
@click.argument("rule", required=False)
def explain(rule: str | None) -> None:
    """Explain RULE, such as CNT-ONCE: its statement, theorems, refutations and known bugs. Without RULE, list all."""
    if rule is None:
        for each in RULES.values():
            click.echo(f"{each.id:<15}{each.level.value:<7}{each.statement}")
        return
    found = RULES.get(rule.upper())
    if found is None:
        near = get_close_matches(rule.upper(), RULES, n=3, cutoff=0.3)
        message = f"{rule!r} is no rule; the nearest are {', '.join(near or list(RULES)[:5])}"
        raise click.UsageError(message)
    _explain(found)


def _explain(rule: Rule) -> None:
    out = console()
    out.print(f"{rule.id} ({rule.level.value})", style="bold")
    out.print(f"{rule.statement}\n", markup=False)
    known = {name for theory in names().values() for name in theory}
    cited = [name for name in rule.theorems if name in known]
    proofs = prove([name for name in cited if not name.startswith("R")], [Z3()])
    for name, outcome in proofs.theorems.items():
        theorem, by = outcome.theorem, " by z3 just now" if outcome.verdict == "proved" else ""
        out.print(f"theorem {name} ({theorem.reach}): {outcome.verdict}{by}", markup=False)
        out.print(f"  {theorem.statement}", markup=False)
    if not rule.theorems:
        out.print("no theorem: it speaks about the interface of a library, which the model does not have")
    refutation = _smallest(rule)
    if refutation is not None:
        _show(refutation)
    if any(outcome.judges for outcome in proofs.theorems.values()):
        out.print("every judge: antichain prove --theorem NAME", style="dim")
    for bug in of_rule(rule.id):
        out.print(f"seen: {bug.fault}" + (f" ({bug.seen})" if bug.seen else ""), markup=False)
        out.print(f"  {bug.history}", markup=False)


def _smallest(rule: Rule) -> Refutation | None:
    """Return the refutation with the shortest history, of a design that breaks the rule or offends its theorems."""
    designs = {bug.refutation for bug in of_rule(rule.id)}
    found = [each for each in REFUTATIONS if each.id in designs]
    found = found or [each for each in REFUTATIONS if each.id in rule.theorems or each.violates in rule.theorems]
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
