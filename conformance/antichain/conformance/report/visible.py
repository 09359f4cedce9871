"""Text of a target, without the characters that a reader's device would act upon."""

from __future__ import annotations

__all__ = ["visible"]


def visible(text: str) -> str:
    r"""Return a text in which each character that is not printable, but for the end of a line, is an escape sequence.

    >>> visible("a\x1b[31m")
    'a\\x1b[31m'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in text)
