"""Text of a target, in a form that is safe on a page."""

from __future__ import annotations

import re

from markupsafe import Markup

__all__ = ["linked", "shown"]

_WEB = re.compile(r"https?://\S+", re.IGNORECASE)


def shown(text: object) -> str:
    r"""Return a text with an escape sequence for each invisible character.

    Among these are the characters that change the direction of the text around them.

    >>> print(shown("a\u202eb\x1b"))
    a\u202eb\x1b
    """
    said = str(text)
    return (
        said if said.isprintable() else "".join(c if c.isprintable() or c in "\n\t" else ascii(c)[1:-1] for c in said)
    )


def linked(address: str) -> str:
    """Return an address as a link, if it is one of the web; else as text.

    >>> linked("https://example.org/a?b=1&c")
    Markup('<a href="https://example.org/a?b=1&amp;c" rel="noreferrer noopener">https://example.org/a?b=1&amp;c</a>')
    >>> linked("javascript:alert(1)")
    'javascript:alert(1)'
    """
    if not _WEB.fullmatch(address):
        return shown(address)
    return Markup('<a href="{}" rel="noreferrer noopener">{}</a>').format(address, shown(address))
