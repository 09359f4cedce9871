"""Keeps counts in a JavaScript object, where the name __proto__ is reserved."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import add, amount, counter


@wrong(breaks=("ID-DISTINCT",), history="__proto__+1", events=1, seen="most JavaScript libraries")
def target() -> ValueTarget:
    return counter(increment=lambda counts, r, by: counts if r == "__proto__" and amount(by) else add(counts, r, by))
