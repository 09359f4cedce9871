"""The style, the script and the data, as the page embeds them."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from functools import cache
from pathlib import Path

__all__ = ["PAGE", "SCRIPTS", "STYLES", "data", "policy", "script", "style"]

PAGE = Path(__file__).with_name("page")
"""The folder of the templates, styles and scripts."""

STYLES = ("base.css", "overview.css", "tables.css", "failure.css", "diagram.css")

SCRIPTS = (
    "dom.js",
    "results.js",
    "words.js",
    "layout.js",
    "marks.js",
    "legend.js",
    "spacetime.js",
    "copy.js",
    "steps.js",
    "failure.js",
    "failures.js",
    "filter.js",
    "theme.js",
    "difference.js",
    "compare.js",
    "report.js",
)
"""The modules of the page; each imports only earlier ones."""

_UNSAFE = re.compile("[<>&\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""Characters of markup, ends of lines in old scripts, and characters that change the direction of text."""

_IMPORT = re.compile(r"^import .*\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)


@cache
def script() -> str:
    """Return all modules as one: a page from a file cannot import another file.

    >>> "import " in script() or "export " in script()
    False
    """
    texts = ((PAGE / name).read_text(encoding="utf-8") for name in SCRIPTS)
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in texts)


@cache
def style() -> str:
    """Return all styles as one."""
    return "\n".join((PAGE / name).read_text(encoding="utf-8") for name in STYLES)


def data(lines: str) -> str:
    r"""Return JSON lines that are safe inside a script element: the same values, without characters that could end it.

    >>> print(data('{"name": "</script><!--"}'))
    {"name": "\u003c/script\u003e\u003c!--"}
    """
    return _UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", lines)


def policy() -> str:
    """Return the Content-Security-Policy of the page: its own style and script, and nothing else.

    >>> policy().split("; ")[0]
    "default-src 'none'"
    """
    rules = {
        "default-src": "'none'",
        "script-src": _digest(script()),
        "style-src": _digest(style()),
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
