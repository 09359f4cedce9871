"""Bytes of clocks and counters: a checksum, then JSON, so that damaged bytes are refused.

The first eight bytes are the CRC-32 of the rest in hexadecimal; the rest is the list of a kind and its entries, counts
in hexadecimal too. JSON numbers do not suffice: Python reads and writes decimal numbers only up to some length.

>>> encode("clock", {"A": 31})
b'2ce5e3eb["clock",{"A":"1f"}]'
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Kind", "decode", "encode"]

Kind = Literal["clock", "g-counter", "pn-counter"]


def encode(kind: Kind, *parts: Mapping[str, int]) -> bytes:
    """Return the bytes of these entries, in the order they are in.

    Any text can name a replica, also half of a surrogate pair. Halves are neither escaped nor refused, since two halves
    in a row would be read back as one character.
    """
    document = [kind, *({replica: f"{count:x}" for replica, count in part.items()} for part in parts)]
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return b"%08x%b" % (crc32(text), text)


def decode(kind: Kind, parts: int, data: bytes) -> list[dict[str, int]]:
    """Return the entries that :func:`encode` encoded in these bytes, in ``parts`` parts.

    >>> decode("clock", 1, b'00000000["clock",{"A":"1f"}]')
    Traceback (most recent call last):
    ValueError: 28 bytes starting b'00000000["clock",{"A":"1' are not a clock ...

    Raises:
        ValueError: ``encode`` never wrote these bytes for this kind.

    """
    try:
        _, *documents = json.loads(data[8:].decode("utf-8", "surrogatepass"))
        entries = [{replica: int(count, 16) for replica, count in part.items()} for part in documents]
    except (AttributeError, RecursionError, TypeError, ValueError):
        entries = []
    # A second encoding checks all at once: the checksum, the kind, the spelling of numbers, repeated names.
    if len(entries) != parts or encode(kind, *entries) != data:
        message = (
            f"{len(data)} bytes starting {data[:24]!r} are not a {kind} as encode() writes it; fetch the state again"
        )
        raise ValueError(message)
    return entries
