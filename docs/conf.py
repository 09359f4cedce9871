"""The configuration of the documentation site; ``make docs`` builds it, and every warning is an error."""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))

import generated_pages

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "antichain"
release = metadata.version("antichain")
language = "en"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_click"]
exclude_patterns = ["_build"]

html_title = "antichain"
html_theme = "furo"

myst_heading_anchors = 3

autodoc_typehints = "none"
autodoc_member_order = "bysource"
# Docstrings also refer to internal modules, to the standard library and to other libraries, which have no page here.
nitpick_ignore_regex = [("py:.*", ".*")]


def setup(app: Sphinx) -> None:
    """Rewrite the links of the pages that are written by hand."""
    app.connect("source-read", _read)


def _read(app: Sphinx, name: str, source: list[str]) -> None:
    if "/" not in name:
        folder = Path(app.srcdir)
        source[0] = generated_pages.site_links(source[0], folder / f"{name}.md", folder)


generated_pages.write()
