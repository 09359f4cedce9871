"""Writes names unescaped, but decodes percent escapes when it reads them."""

from urllib.parse import unquote

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, decode, encode, version_vector


def read(data: bytes) -> Counts:
    return {unquote(replica): n for replica, n in decode(data).items()}


@wrong(breaks=("WIRE-ROUND",), history="%41. %41>m %41<m, through bytes", events=2, seen="query strings decoded twice")
def target() -> ValueTarget:
    return version_vector(options={"wire": True}, encode=encode, decode=read)
