"""Writes counts in the order of names as UTF-16, but reads them in the order of code points."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, decode, encode, version_vector


def write(clock: Counts) -> bytes:
    names = sorted(clock, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
    return encode([sorted(clock), [clock[name] for name in names]])


def read(data: bytes) -> Counts:
    return dict(zip(*decode(data), strict=True))


@wrong(
    breaks=("WIRE-ROUND", "WIRE-ORDER"),
    history="an emoji and a full-width letter",
    events=5,
    seen="JavaScript beside Python or Rust",
)
def target() -> ValueTarget:
    return version_vector(options={"wire": True}, encode=write, decode=read)
