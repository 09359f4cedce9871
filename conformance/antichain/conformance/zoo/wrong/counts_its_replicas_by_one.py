"""Sets the count of a replica to one at each update."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import counter


@wrong(breaks=("CNT-OWN", "CNT-UNION"), history="A+1 A+1", events=2, seen="sets of voters")
def target() -> ValueTarget:
    return counter(options={"amounts": "one"}, increment=lambda counts, replica, _: {**counts, replica: 1})
