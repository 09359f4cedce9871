"""Claims to stop at 1000, but counts on."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import counter


@wrong(breaks=("CNT-BIG",), history="A+1001", events=1)
def target() -> ValueTarget:
    return counter(options={"max": 1000, "overflow": "saturate"})
