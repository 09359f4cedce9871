"""The rewrite rules that a checker of certificates must believe are valid, and a wrong one is found."""

import re
from dataclasses import replace

import pytest

from antichain.proofs.solving.judges import Z3, Verdict
from antichain.proofs.solving.rewrite_rules import RULES, Rule, named_in, questions, rare_file

WRONG = (
    Rule("arith-elim-lt", "i1 i2", "(< i1 i2)", "(not (> i1 i2))"),
    Rule("bool-or-de-morgan", "b1 b2 l1", "(not (or b1 b2 l1))", "(and (not b1) (not (and b2 l1)))"),
    Rule("ite-not-cond", "b1 t1 t2", "(ite (not b1) t1 t2)", "(ite b1 t1 t2)"),
    Rule("eq-refl", "t1 t2", "(= t1 t2)", "true"),
)


def _verdicts(rule: Rule) -> set[Verdict]:
    judge = Z3()
    return {judge.ask(question).verdict for question in questions(rule)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_is_proved_by_z3(rule: Rule) -> None:
    assert _verdicts(rule) == {Verdict.PROVED}


@pytest.mark.parametrize("rule", WRONG, ids=lambda rule: rule.name)
def test_wrong_rule_is_refuted(rule: Rule) -> None:
    assert Verdict.REFUTED in _verdicts(rule)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_turned_into_its_negation_is_refuted(rule: Rule) -> None:
    if rule.left.startswith(("(ite b1 t", "(ite true t", "(ite (not b1) t")):
        pytest.skip("the two sides are terms of any sort, which have no negation")
    assert Verdict.REFUTED in _verdicts(replace(rule, right=f"(not {rule.right})"))


def test_rules_are_listed_once_in_the_order_of_their_names() -> None:
    names = [rule.name for rule in RULES]
    assert names == sorted(set(names))


def test_rare_file_declares_each_rule_with_its_parameters() -> None:
    text = rare_file()
    assert text.count("(") == text.count(")")
    assert re.findall(r"declare-rare-rule (\S+)", text) == [rule.name for rule in RULES]
    assert "(declare-rare-rule eq-symm ((@T Type) (t1 @T) (t2 @T))\n  :args (t1 t2)\n" in text
    assert "(l1 Bool :list)" in text


def test_rules_are_found_in_a_certificate() -> None:
    proof = '(step t1 (cl a) :rule rare_rewrite :args ("eq-symm" s r))\n(step t2 (cl) :rule refl :args ("no"))'
    assert named_in(proof) == {"eq-symm"}
