"""Writes only the first 64 characters of a replica's id as bytes, but keeps the whole id in memory."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, decode, encode, version_vector


def write(clock: Counts) -> bytes:
    return encode({replica[:64]: n for replica, n in clock.items()})


@wrong(breaks=("WIRE-ROUND",), history="an event of a long id L, L>m L<m, through bytes", events=2, seen="varchar(64)")
def target() -> ValueTarget:
    return version_vector(options={"wire": True}, encode=write, decode=decode)
