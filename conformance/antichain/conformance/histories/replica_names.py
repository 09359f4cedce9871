"""Names of replicas: plain ones, and names that real programs cut, fold, escape or sort wrongly."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.protocol.claims import Options

__all__ = ["further", "hostile", "legal", "letters", "order_sensitive", "plain", "room", "shown_name"]

_LONG = "replica-" * 37
_BLANK = "  "
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
_DELIMITERS = ":,./=;|@#-_~+&?!$%^*()[]{}<>\\'\"` \t"
_LONGEST = "n" * 1023
"""One character less than the longest name that a target must accept."""
_LENGTHS = (16, 32, 64, 128, 256)
"""Lengths that a field of a number of bits, and the one before them, may have."""
_FURTHER = (
    *((f"a{mark}b", f"a{mark}c", "a") for mark in _DELIMITERS),
    *((f"b{mark}a", f"c{mark}a", "a") for mark in _DELIMITERS),
    *((f"a{mark}b", "ab", f"a{mark}{mark}b") for mark in _DELIMITERS),
    *((f"a{mark}", "a", f"{mark}a") for mark in _DELIMITERS),
    *((f"a{mark}b", "a_b", "a-b") for mark in ".: /"),
    ("", "0", "None"),
    ("", "null", "nil"),
    ("", "undefined", "false"),
    ("null", "None", "nil"),
    ("0", "-0", "+0"),
    ("1e3", "1000", "1000.0"),
    ("1_000", "1000", "1,000"),
    ("0x10", "16", "0o20"),
    ("0b1", "1", "+1"),
    ("true", "1", "True"),
    ("inf", "Infinity", "1e999"),
    ("\u0661", "1", "\uff11"),
    ("a", "\ufeffa", "a\ufeff"),
    ("a\u200db", "ab", "a\u200cb"),
    ("a\u00adb", "ab", "a\u2060b"),
    ("b\u200ea", "ba", "b\u202ea"),
    ("a\u00a0b", "a b", "a\u2003b"),
    ("a  b", "a b", " a b "),
    ("a\tb", "a b", "a\u3000b"),
    ("a\\b", "a/b", "a//b"),
    ("a\u2010b", "a-b", "a\u2013b"),
    ("\u2764\ufe0f", "\u2764", "\u2764\ufe0e"),
    ("nan", "NaN", "NAN"),
    ("1.", "1", "1.00"),
    ("a[1]", "a[2]", "a"),
    ("a(1)", "a(2)", "a"),
    ("a{1}", "a{2}", "a"),
    ("YQ==", "YQ", "YR=="),
    ("::1", "0:0:0:0:0:0:0:1", "[::1]"),
    ("127.0.0.1", "127.0.0.01", "127.1"),
    ("a\r", "a", "a\r\n"),
    ("a\x7f", "a", "a\x01"),
    ("a\x01b", "ab", "a\x02b"),
    ("%C3%A9", "\u00e9", "%c3%a9"),
    ("%2F", "/", "%2f"),
    ("%00", "\x00", "%"),
    ("\\n", "\n", "n"),
    ("\\u0041", "A", "\\x41"),
    ("\\u00e9", "\u00e9", "u00e9"),
    ("\\\\", "\\", "\\\\\\\\"),
    ("\\/", "/", "\\"),
    ('\\"', '"', "\\'"),
    ("&lt;", "<", "&LT;"),
    ("&quot;", '"', "&#34;"),
    ("'a'", "a", '"a"'),
    ("./a", "a", "../a"),
    ("a/..", "a", "a/."),
    ("\u0131", "i", "I"),
    ("\u0130", "i\u0307", "i"),
    ("\u03c3", "\u03c2", "\u03a3"),
    ("\u212a", "K", "k"),
    ("\u00c5", "\u212b", "A\u030a"),
    ("e\u0301\u0323", "e\u0323\u0301", "\u1eb9\u0301"),
    ("\u2160", "I", "\u2170"),
    ("\u00bd", "1\u20442", "1/2"),
    ("\u00e9", "\u00c3\u00a9", "e"),
    ("\u0416", "\u0436", "Zh"),
    ("\U0001f469\u200d\U0001f4bb", "\U0001f469", "\U0001f4bb"),
    ("\u597d", "\u65b0", "?"),
    ("0123456789abcdef", "0123456789ABCDEF", "123456789abcdef"),
    (
        "{0a1b2c3d-0000-4000-8000-000000000001}",
        "0a1b2c3d-0000-4000-8000-000000000001",
        "0a1b2c3d000040008000000000000001",
    ),
    *(("n" * (length - 1) + "1", "n" * (length - 1) + "2", "n" * (length - 1)) for length in _LENGTHS),
    (_LONGEST + "1", _LONGEST + "2", _LONGEST),
    ("1" + _LONGEST, "2" + _LONGEST, "3" + _LONGEST),
    *((prefix + "1", prefix + "2", prefix) for prefix in ("n" * length for length in (7, 15, 31, 63, 127, 511))),
    # Names whose hashes agree in the low or in the high 24 bits: CRC-32, FNV-1a, FNV-1, djb2, that of Java's strings,
    # sdbm, then MurmurHash3, FNV-1a of 64 bits, Adler-32, and the first or last bytes of MD5, SHA-1, SHA-256, SHA-512,
    # BLAKE2b and SHA3-256.
    ("6f2359c2", "4fd32a5b", "00000001"),
    ("4c20bebd", "3d1def5f", "00000001"),
    ("657af1ed", "32d37b17", "00000001"),
    ("d1e76443", "9ef758b9", "00000001"),
    ("29c565ce", "f95c49ee", "00000001"),
    ("e795a39a", "516a433b", "00000001"),
    ("9548791f", "b44072e9", "00000001"),
    ("3e360404", "c277b5d7", "00000001"),
    ("9828e088", "109c6c82", "00000001"),
    ("b83f66bc", "f096c959", "00000001"),
    ("fddf779f", "4f856004", "00000001"),
    ("42a1d6e5", "bc8ea92a", "00000001"),
    *(
        (f"node-{one}", f"node-{other}", "node-0")
        for one, other in (
            *((1685, 2760), (2367, 3753), (2467, 8120), (120, 201), (690, 5553), (7353, 9933), (826, 2785)),
            *((2605, 11351), (1765, 3028), (71, 386), (1005, 8361), (8156, 9940), (326, 5044), (1408, 5876)),
            *((1131, 2375), (1836, 3112)),
        )
    ),
)
_NUMBERS = (
    ("10", "9", "1"),
    ("0", "1", "2147483647"),
    ("256", "65536", "16777216"),
    ("16777216", "16777217", "16777218"),
    ("1", "65537", "16777217"),
    ("2", "16777218", "33554434"),
    ("123456781", "123456782", "12345678"),
    ("123456789", "23456789", "923456789"),
)
_WIDE_NUMBERS = tuple(
    (str(number), str(number + 2**bits), str(number + 2 ** (bits + 1)))
    for number in (1, 2147483646)
    for bits in (31, 32, 48, 52, 53, 62, 63, 64)
) + tuple((str(2**bits), str(2**bits + 1), str(2**bits + 2)) for bits in (53, 63))
"""Numbers that agree in their low bits, or as doubles, for targets that claim larger ids."""
_ORDER_SENSITIVE = (
    ("10", "9", "100"),
    ("Z", "a", "\u00e9"),
    ("aa", "b", "aaa"),
    ("\U0001f98a", "\uff5e", "z"),  # as UTF-16, the first comes before the second
)


def letters(count: int) -> tuple[str, ...]:
    """Return ``count`` names: letters, then letters with numbers.

    >>> letters(28)[-3:]
    ('Z', 'A2', 'B2')
    """
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return tuple(alphabet[n % 26] + (str(n // 26 + 1) if n >= len(alphabet) else "") for n in range(count))


def plain(options: Options, count: int) -> tuple[str, ...]:
    """Return ``count`` plain names for a target with these claims; under a pattern, nine differ in each digit.

    >>> from antichain.conformance.protocol.claims import Options
    >>> plain(Options(ids="integer"), 3), plain(Options(ids="pattern", ids_pattern="n####.eu"), 2)
    (('1', '2', '3'), ('n1111.eu', 'n2222.eu'))
    """
    if options.takes_texts:
        return letters(count)
    if options.ids_pattern is not None:
        size = 10 ** options.ids_pattern.count("#")
        return tuple(_numbered(options, number * (size // 9) % size) for number in range(1, count + 1))
    return tuple(_numbered(options, number) for number in range(1, count + 1))


def room(options: Options) -> int | None:
    """Return how many plain names a target with these claims has; None if there is no limit.

    >>> from antichain.conformance.protocol.claims import Options
    >>> room(Options()), room(Options(ids="pattern", ids_pattern="n####.eu"))
    (None, 9999)
    """
    return None if options.ids_pattern is None else 10 ** options.ids_pattern.count("#") - 1


def _numbered(options: Options, number: int) -> str:
    """Return the name of a replica by its number: its digits, in the places of a pattern where there is one."""
    if options.ids_pattern is None:
        return str(number)
    digits = iter(str(number).zfill(options.ids_pattern.count("#")))
    return "".join(next(digits) if letter == "#" else letter for letter in options.ids_pattern)


def legal(options: Options, name: str) -> bool:
    """Return whether a replica of a target with these claims can have a name.

    >>> from antichain.conformance.protocol.claims import Options
    >>> legal(Options(ids="integer"), "A"), legal(Options(ids="pattern", ids_pattern="n-####"), "n-0007")
    (False, True)
    >>> legal(Options(), ""), legal(Options(ids="non-empty"), "")
    (True, False)
    """
    match options.ids:
        case "any":
            return True
        case "non-empty":
            return name != ""
        case "integer":
            return name.isascii() and name.isdigit()
    pattern = options.ids_pattern or ""
    return len(name) == len(pattern) and all(
        one == other or (other == "#" and one in "0123456789") for one, other in zip(name, pattern, strict=True)
    )


def order_sensitive(options: Options) -> tuple[tuple[str, str, str], ...]:
    """Return groups of names whose order as text differs from their order as numbers, by length, or in alphabets."""
    if options.takes_texts:
        return _ORDER_SENSITIVE
    return tuple(_named(options, tuple(map(int, group))) for group in _ORDER_SENSITIVE[:1])


def _named(options: Options, numbers: Sequence[int]) -> tuple[str, str, str]:
    one, other, third = (_numbered(options, number) for number in numbers)
    return one, other, third


_LOOKALIKES = re.compile("[\u0370-\u03ff\u0400-\u04ff]")
"""Greek and Cyrillic letters, many of which look like Latin ones."""


def shown_name(name: str) -> str:
    r"""Return a readable form of a name: quoted and escaped if it is empty, blank, or may look like another one.

    >>> shown_name("A"), shown_name(""), shown_name("a\u200b"), shown_name("cafe\u0301"), shown_name("\u0410")
    ('A', "''", "'a\\u200b'", "'cafe\\u0301'", "'\\u0410'")
    """
    clear = name.isprintable() and name.strip() == name and unicodedata.normalize("NFKC", name) == name
    return name if name and clear and not _LOOKALIKES.search(name) else ascii(name)


def hostile(options: Options) -> tuple[tuple[str, str, str], ...]:
    """Return groups of three names that a target with these claims must distinguish.

    >>> from antichain.conformance.protocol.claims import Options
    >>> hostile(Options(ids="integer"))[0]
    ('10', '9', '1')
    """
    if options.takes_texts:
        return _texts(options, _HOSTILE)
    if options.ids_pattern is not None:
        digits = options.ids_pattern.count("#")
        places = ((1, 1 + 10**place, 1 + 2 * 10**place) for place in range(1, digits))
        numbers = (tuple(map(int, group)) for group in (*_NUMBERS, *_WIDE_NUMBERS))
        short = (group for group in numbers if min(group) and max(group) < 10**digits)
        return tuple(_named(options, group) for group in dict.fromkeys(((10, 9, 1), *places, *short)))
    return (*_NUMBERS, *(group for group in _WIDE_NUMBERS if max(map(int, group)) <= options.largest_id))


def further(options: Options) -> tuple[tuple[str, str, str], ...]:
    """Return further groups of three names: parts around each delimiter, escapes, look-alikes, hashes of 24 bits.

    Each holds a name and what a careless program makes of it. Two replicas that exchange their updates show the fault,
    so these groups need few histories. A name has at most 1024 characters.

    >>> from antichain.conformance.protocol.claims import Options
    >>> further(Options())[0], max(len(name) for group in further(Options()) for name in group)
    (('a:b', 'a:c', 'a'), 1024)
    """
    return _texts(options, _FURTHER) if options.takes_texts else ()


def _texts(options: Options, groups: Sequence[tuple[str, str, str]]) -> tuple[tuple[str, str, str], ...]:
    """Return the groups, with two spaces in the place of an empty name where that is not legal."""
    if legal(options, ""):
        return tuple(groups)
    return tuple((one or _BLANK, other or _BLANK, third or _BLANK) for one, other, third in groups)
