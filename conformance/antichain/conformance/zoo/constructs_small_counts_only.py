"""Makes states of entries, and cuts large ones to 32 bits."""

from antichain.conformance.values import Values
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import counter


@wrong(breaks=("CNT-BIG",), history="{a:2^32} constructed, B<", events=2)
def target() -> Values:
    return counter(options={"construct": True}, construct=lambda made: {r: count % 2**32 for r, count in made.items()})
