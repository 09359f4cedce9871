"""Says that it stops at a thousand, and goes on."""

from antichain.conformance.values import Values
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import counter


@wrong(breaks=("CNT-BIG",), history="A+1001", events=1)
def target() -> Values:
    return counter(options={"max": 1000, "overflow": "saturate"})
