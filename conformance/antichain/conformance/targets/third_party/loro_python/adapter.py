"""The adapter of ``loro`` on PyPI: its version vector, and the counter of a document."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

from loro import ID, ExportMode, LoroDoc, VersionVector

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Hello, Kind, Options

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["target"]

_PEERS = str(2**64 - 2)
_LARGEST_TICK = str(2**31 - 1)
"""The library counts the operations of a peer in 32 bits."""
_EXACT = str(2**53 - 1)
"""The counter of a document is a 64-bit float, as the library documents."""


def target() -> ValueTarget:
    """Return the target; replicas are peers, whose ids are integers."""
    vector = Library(
        new=lambda _: VersionVector(),
        tick=_tick,
        merge=lambda mine, theirs: mine.merge(theirs),
        compare=_compare,
        copy=lambda vector: VersionVector.decode(vector.encode()),
        construct=_construct,
        encode=VersionVector.encode,
        decode=VersionVector.decode,
    )
    counter = Library(
        new=_document,
        increment=lambda document, _, by: document.get_counter("count").increment(by),
        decrement=lambda document, _, by: document.get_counter("count").decrement(by),
        merge=lambda mine, theirs: _ignored(mine.import_(theirs)),
        value=lambda document: document.get_counter("count").value,
        copy=lambda document: document if isinstance(document, bytes) else document.export(ExportMode.Snapshot()),
        encode=lambda message: message,
        decode=bytes,
    )
    hello = Hello(
        name="loro-python",
        version=metadata.version("loro"),
        language="python",
        homepage="https://github.com/loro-dev/loro-py",
        kinds={
            Kind.VERSION_VECTOR: Options(
                construct=True,
                wire=True,
                ids="integer",
                ids_max=_PEERS,
                max=_LARGEST_TICK,
                overflow="unspecified",
            ),
            Kind.PN_COUNTER: Options(
                wire=True,
                ids="integer",
                ids_max=_PEERS,
                max=_EXACT,
                overflow="unspecified",
                negative="opposite",
                fractions="accept",
            ),
        },
    )
    return ValueTarget(hello, {Kind.VERSION_VECTOR: vector, Kind.PN_COUNTER: counter})


def _tick(vector: VersionVector, replica: str) -> None:
    last = vector.get_last(int(replica))
    vector.set_last(ID(int(replica), 0 if last is None else last + 1))


def _compare(x: VersionVector, y: VersionVector) -> str:
    words = {(True, True): "equal", (True, False): "after", (False, True): "before", (False, False): "concurrent"}
    return words[x.includes_vv(y), y.includes_vv(x)]


def _construct(entries: Mapping[str, int]) -> VersionVector:
    vector = VersionVector()
    for replica, count in entries.items():
        vector.set_end(ID(int(replica), count))
    return vector


def _document(replica: str) -> LoroDoc:
    document = LoroDoc()
    document.peer_id = int(replica)
    return document


def _ignored(status: object) -> None:
    """Take the answer of an import, which is not a state."""
