"""Counts to any number, but fails to send a count beyond one byte, as it declares."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import counter, decode, encode


class OneByte(ValueTarget):
    def stamp(self, replica: str, message: str, /) -> str | None:
        if max(self._states[replica].values(), default=0) > 255:
            text = "the count does not fit into a byte"
            raise OverflowError(text)
        return super().stamp(replica, message)


@right
def target() -> ValueTarget:
    return counter(OneByte, options={"wire": True, "wire_max": 255}, encode=encode, decode=decode)
