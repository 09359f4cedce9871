"""The rewrite rules that cvc5's certificates name, as data: a checker assumes them, and z3 proves them.

A step ``rare_rewrite`` of a certificate names a rule and gives its arguments. The rules are written here in SMT-LIB.
A parameter is a truth value, a whole number, a term of any sort, or a list of truth values for its operator.
:func:`rare_file` writes them for carcara; :func:`questions` asks z3 whether each is valid.

Source: Noetzli et al., "Reconstructing fine-grained proofs of rewrites using a domain-specific language", 2022.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["RULES", "Rule", "named_in", "questions", "rare_file"]

_LONGEST = 3
"""The largest length of a tried list of truth values."""

_SORTS = {"b": "Bool", "i": "Int", "t": "T", "l": "Bool :list"}
"""The first letter of a parameter says what it is."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rewrite rule: ``left`` may be replaced by ``right``, for all values of its parameters."""

    name: str
    parameters: str
    left: str
    right: str

    @property
    def letters(self) -> tuple[str, ...]:
        """The parameters, one by one."""
        return tuple(self.parameters.split())

    @property
    def declared(self) -> str:
        """The rule as carcara reads it."""
        terms = [f"({letter} {_SORTS[letter[0]].replace('T', '@T')})" for letter in self.letters]
        sorts = ["(@T Type)"] if any(letter[0] == "t" for letter in self.letters) else []
        return (
            f"(declare-rare-rule {self.name} ({' '.join([*sorts, *terms])})\n"
            f"  :args ({self.parameters})\n  :conclusion (= {self.left} {self.right}))"
        )


RULES: tuple[Rule, ...] = (
    Rule("arith-elim-gt", "i1 i2", "(> i1 i2)", "(not (<= i1 i2))"),
    Rule("arith-elim-leq", "i1 i2", "(<= i1 i2)", "(>= i2 i1)"),
    Rule("arith-elim-lt", "i1 i2", "(< i1 i2)", "(not (>= i1 i2))"),
    Rule("arith-eq-elim-int", "i1 i2", "(= i1 i2)", "(and (>= i1 i2) (<= i1 i2))"),
    Rule("arith-geq-ite-lift", "b1 i1 i2 i3", "(>= (ite b1 i1 i2) i3)", "(ite b1 (>= i1 i3) (>= i2 i3))"),
    Rule("arith-geq-norm1-int", "i1 i2", "(>= i1 i2)", "(>= (- i1 i2) 0)"),
    Rule("arith-geq-tighten", "i1 i2", "(not (>= i1 i2))", "(>= i2 (+ i1 1))"),
    Rule("arith-leq-ite-lift", "b1 i1 i2 i3", "(<= (ite b1 i1 i2) i3)", "(ite b1 (<= i1 i3) (<= i2 i3))"),
    Rule("arith-leq-norm", "i1 i2", "(<= i1 i2)", "(not (>= i1 (+ i2 1)))"),
    Rule("bool-and-conf", "l1 b1 l2 l3", "(and l1 b1 l2 (not b1) l3)", "false"),
    Rule("bool-and-conf2", "l1 b1 l2 l3", "(and l1 (not b1) l2 b1 l3)", "false"),
    Rule("bool-and-de-morgan", "b1 b2 l1", "(not (and b1 b2 l1))", "(or (not b1) (not (and b2 l1)))"),
    Rule("bool-double-not-elim", "b1", "(not (not b1))", "b1"),
    Rule("bool-eq-false", "b1", "(= b1 false)", "(not b1)"),
    Rule("bool-eq-true", "b1", "(= b1 true)", "b1"),
    Rule("bool-impl-elim", "b1 b2", "(=> b1 b2)", "(or (not b1) b2)"),
    Rule("bool-impl-false1", "b1", "(=> b1 false)", "(not b1)"),
    Rule("bool-impl-false2", "b1", "(=> false b1)", "true"),
    Rule("bool-impl-true1", "b1", "(=> b1 true)", "true"),
    Rule("bool-impl-true2", "b1", "(=> true b1)", "b1"),
    Rule("bool-not-ite-elim", "b1 b2 b3", "(not (ite b1 b2 b3))", "(ite b1 (not b2) (not b3))"),
    Rule(
        "bool-or-and-distrib",
        "b1 b2 l1 b3 l2",
        "(or (and b1 b2 l1) b3 l2)",
        "(and (or b1 b3 l2) (or (and b2 l1) b3 l2))",
    ),
    Rule("bool-or-de-morgan", "b1 b2 l1", "(not (or b1 b2 l1))", "(and (not b1) (not (or b2 l1)))"),
    Rule("bool-or-taut", "l1 b1 l2 l3", "(or l1 b1 l2 (not b1) l3)", "true"),
    Rule("bool-or-taut2", "l1 b1 l2 l3", "(or l1 (not b1) l2 b1 l3)", "true"),
    Rule("distinct-binary-elim", "t1 t2", "(distinct t1 t2)", "(not (= t1 t2))"),
    Rule("eq-ite-lift", "b1 t1 t2 t3", "(= (ite b1 t1 t2) t3)", "(ite b1 (= t1 t3) (= t2 t3))"),
    Rule("eq-refl", "t1", "(= t1 t1)", "true"),
    Rule("eq-symm", "t1 t2", "(= t1 t2)", "(= t2 t1)"),
    Rule("ite-else-false", "b1 b2", "(ite b1 b2 false)", "(and b1 b2)"),
    Rule("ite-else-lookahead", "b1 t1 t2 t3", "(ite b1 t1 (ite b1 t2 t3))", "(ite b1 t1 t3)"),
    Rule("ite-else-true", "b1 b2", "(ite b1 b2 true)", "(or (not b1) b2)"),
    Rule("ite-eq", "b1 t1 t2", "(ite b1 (= (ite b1 t1 t2) t1) (= (ite b1 t1 t2) t2))", "true"),
    Rule("ite-eq-branch", "b1 t1", "(ite b1 t1 t1)", "t1"),
    Rule("ite-expand", "b1 b2 b3", "(ite b1 b2 b3)", "(and (or (not b1) b2) (or b1 b3))"),
    Rule("ite-not-cond", "b1 t1 t2", "(ite (not b1) t1 t2)", "(ite b1 t2 t1)"),
    Rule("ite-then-false", "b1 b2", "(ite b1 false b2)", "(and (not b1) b2)"),
    Rule("ite-then-true", "b1 b2", "(ite b1 true b2)", "(or b1 b2)"),
    Rule("ite-true-cond", "t1 t2", "(ite true t1 t2)", "t1"),
    Rule("or-not-refl", "t1 l1", "(or (not (= t1 t1)) l1)", "(or l1)"),
)
"""Every rule that a certificate of the theories names, in the order of their names."""


def named_in(proof: str) -> frozenset[str]:
    """Return the names of the rewrite rules that a certificate uses.

    >>> sorted(named_in('(step t1 (cl a) :rule rare_rewrite :args ("eq-refl" x))'))
    ['eq-refl']
    """
    return frozenset(re.findall(r':rule rare_rewrite\b[^"]*"([^"]+)"', proof))


def rare_file() -> str:
    """Return the rules as carcara reads them."""
    return "\n".join([*(rule.declared for rule in RULES), ""])


def questions(rule: Rule) -> Iterator[str]:
    """Iterate over questions in SMT-LIB, all of which are unsatisfiable just where the rule is valid.

    Lists of truth values have from none to three members, each list of a rule as many as the others.
    """
    lists = [letter for letter in rule.letters if letter[0] == "l"]
    for length in range(_LONGEST + 1 if lists else 1):
        members = {letter: [f"{letter}.{place}" for place in range(length)] for letter in lists}
        plain = [f"(declare-const {letter} {_SORTS[letter[0]]})" for letter in rule.letters if letter[0] != "l"]
        plain += [f"(declare-const {name} Bool)" for names in members.values() for name in names]
        claim = _spread(f"(= {rule.left} {rule.right})", members)
        yield "\n".join(["(declare-sort T 0)", *plain, f"(assert (not {claim}))", "(check-sat)", ""])


def _spread(term: str, members: dict[str, list[str]]) -> str:
    """Return a term in which each list is written out; an ``or`` of nothing is false, an ``and`` of nothing true."""
    for letter, names in members.items():
        term = re.sub(rf" {letter}\b(?!\.)", "".join(f" {name}" for name in names), term)
    return term.replace("(or)", "false").replace("(and)", "true")
