"""Names of replicas: plain ones, and those that were cut, folded, escaped or sorted wrongly somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from antichain.conformance.protocol import Options

__all__ = ["ORDER_SENSITIVE", "hostile", "letters", "plain", "shown_name"]

_LONG = "replica-" * 37
_HOSTILE = (
    ("", "A", " "),
    ("__proto__", "constructor", "hasOwnProperty"),
    ("clock", "counts", "entries"),
    ("toString", "valueOf", "length"),
    ("10", "9", "1"),
    ("1", "01", "1.0"),
    ("caf\u00e9", "cafe\u0301", "cafe"),
    ("A", "a", "\u0410"),
    ("a", "a\u200b", "a\u0000"),
    ("a\u0000b", "a\u0000c", "a"),
    (_LONG + "1", _LONG + "2", _LONG),
    ("\U0001f98a", "\U0001f98b", "\ufffd"),
    ("a,b", "a:b", "a=b"),
    ('"', "'", "\\"),
    ("null", "undefined", "NaN"),
    ("\u00df", "ss", "\u1e9e"),
    ("A\n", "A\t", "A"),
    ("ab", "ba", "abab"),
    ("1-" + _LONG, "2-" + _LONG, "3-" + _LONG),
    ("\ufb01", "fi", "\uff46\uff49"),
    ("Aa", "BB", "C#"),
    ("plumless", "buckeroo", "a\x1fb"),
    ("a|b", "a;b", "a/b"),
    ("a@b", "a#b", "a\nb"),
    ("a%20b", "a b", "a+b"),
    ("%41", "A", "%2541"),
    ("&amp;", "&", "&#38;"),
    (_LONG + "1" + _LONG, _LONG + "2" + _LONG, _LONG + "3" + _LONG),
    ("abcdefgh12345678", "12345678abcdefgh", "abcdefgh"),
    ("costarring", "liquid", "declinate"),
    ("macallums", "declinate", "creamwove"),
    ("quists", "creamwove", "heliotropes"),
    ("neurospora", "heliotropes", "altarage"),
)
_NUMBERS = (("10", "9", "1"), ("0", "1", "2147483647"), ("256", "65536", "16777216"))
ORDER_SENSITIVE = (("10", "9", "100"), ("Z", "a", "\u00e9"), ("aa", "b", "aaa"))
"""Names whose order as text differs from their order as numbers, by length, or between alphabets."""


def letters(count: int) -> tuple[str, ...]:
    """Return so many names: letters, then letters with numbers.

    >>> letters(28)[-3:]
    ('Z', 'A2', 'B2')
    """
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return tuple(alphabet[n % 26] + (str(n // 26 + 1) if n >= len(alphabet) else "") for n in range(count))


def plain(options: Options, count: int) -> tuple[str, ...]:
    """Return so many names that nothing can go wrong with, for a target with these claims.

    >>> from antichain.conformance.protocol import Options
    >>> plain(Options(ids="integer"), 3)
    ('1', '2', '3')
    """
    return letters(count) if options.ids == "any" else tuple(str(number) for number in range(1, count + 1))


def shown_name(name: str) -> str:
    r"""Return a name as people can read it: itself if it is plain, else quoted, and escaped where it must be.

    >>> shown_name("A"), shown_name(""), shown_name("a\u200b")
    ('A', "''", "'a\\u200b'")
    """
    return name if name and name.isprintable() and name.strip() == name else ascii(name)


def hostile(options: Options) -> tuple[tuple[str, str, str], ...]:
    """Return groups of three names that a target with these claims must tell apart.

    >>> from antichain.conformance.protocol import Options
    >>> hostile(Options(ids="integer"))[0]
    ('10', '9', '1')
    """
    return _HOSTILE if options.ids == "any" else _NUMBERS
