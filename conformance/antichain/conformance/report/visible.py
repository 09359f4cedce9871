"""Text of a target, without characters that control the reader's device, and not longer than a reader wants."""

from __future__ import annotations

import re

__all__ = ["brief", "visible"]

_LONGEST_WORD = 72
_LONGEST_TEXT = 2000
_HEAD, _TAIL = 32, 16
"""The characters that are shown of the two ends of a long word: names that differ only there stay different."""
_LONG_WORD = re.compile(rf"[^\s]{{{_LONGEST_WORD},}}")
_NUMBER = re.compile(r"[\d.,:;+\-(){}\[\]]*")


def visible(text: str) -> str:
    r"""Return a text with an escape sequence for each character that is not printable, except the end of a line.

    >>> visible("a\x1b[31m")
    'a\\x1b[31m'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in text)


def brief(text: str) -> str:
    """Return a text with only the ends of long words, except numbers, and at most 2000 characters.

    >>> brief("no replica " + "n" * 1000 + "1")
    'no replica nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn…nnnnnnnnnnnnnnn1'
    """
    short = _LONG_WORD.sub(_ends, text)
    return short if len(short) <= _LONGEST_TEXT else f"{short[:_LONGEST_TEXT]}…"


def _ends(found: re.Match[str]) -> str:
    word = found.group()
    return word if _NUMBER.fullmatch(word) else f"{word[:_HEAD]}…{word[-_TAIL:]}"
