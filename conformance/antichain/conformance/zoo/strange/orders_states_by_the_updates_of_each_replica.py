"""Orders states by how much each replica has added and subtracted together, which grows with each of its updates."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Signed, balanced, order


def compare(x: Signed, y: Signed) -> str:
    return order(*({replica: p + n for replica, (p, n) in state.items()} for state in (x, y)))


@right
def target() -> ValueTarget:
    return balanced(options={"compare": "states"}, compare=compare)
