"""Subtracts a refused amount from the count of another replica."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import counter


class Taking(ValueTarget):
    def increment(self, replica: str, by: object, /) -> None:
        try:
            super().increment(replica, by)
        except Rejected:
            others = [name for name in self._states[replica] if name != replica]
            if others and isinstance(by, int):
                self._states[replica] = {**self._states[replica], others[0]: self._states[replica][others[0]] + by}
            raise


@wrong(breaks=("CNT-NEGATIVE",), history="A+1 A>m B<m B+(-1)", events=2, seen="checks that come after the loop")
def target() -> ValueTarget:
    return counter(Taking)
