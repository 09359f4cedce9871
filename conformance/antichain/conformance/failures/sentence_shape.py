"""The shape of a sentence: the part that does not depend on numbers and names."""

from __future__ import annotations

import re

__all__ = ["sentence_shape"]

_TAIL = re.compile(r"; standard error ends:.*", re.DOTALL)
_HELD = re.compile(r"\{[^{}]*\}|\[[^\[\]]*\]|\([^()]*\d[^()]*\)")
_QUOTED = re.compile(r"(?<!\w)'(?:[^'\\]|\\.)*'(?!\w)|\"(?:[^\"\\]|\\.)*\"|\b[A-Z]\d*\b")
_NUMBER = re.compile(r"-?\b0x[0-9a-fA-F]+\b|-?\d+(?:[.:]\d+)*(?:e[+-]?\d+)?")
_SEVERAL = re.compile(r"([#@…])(?:(?:, | and |/|-)\1)+")
_MANY_ROUNDS = 8
"""The largest depth of braces and brackets in a sentence of antichain."""


def sentence_shape(sentence: str) -> str:
    r"""Return a sentence with ``#`` for numbers, ``@`` for names and quoted texts, and ``…`` for texts in brackets.

    A shape is its own shape. The end of standard error, and further lines, are left out.

    >>> sentence_shape("its causal past holds {'A': 1}, and its entries say {'A': 1, 'B': 2}")
    'its causal past holds …, and its entries say …'
    >>> sentence_shape("A fails with KeyError: 'x', and it reads -4")
    '@ fails with KeyError: @, and it reads #'
    """
    text = _TAIL.sub("", sentence).partition("\n")[0].strip()
    for _ in range(_MANY_ROUNDS):
        shorter = _HELD.sub("…", text)
        if shorter == text:
            break
        text = shorter
    text = _NUMBER.sub("#", _QUOTED.sub("@", text))
    return _SEVERAL.sub(r"\1", text)
