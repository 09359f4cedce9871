"""Pages of the site that are generated from other files: documents of the repository, and the catalogue of rules.

Links in all documents are those of the repository. On the site, a link to a document that has a page leads to that
page, and a link to any other file becomes plain text, since the site holds no sources.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from antichain.conformance.rules.catalogue import RULES

__all__ = ["site_links", "write"]

HERE = Path(__file__).parent
ROOT = HERE.parent
FOLDER = HERE / "_generated"

DOCUMENTS = {
    "protocol": "conformance/PROTOCOL.md",
    "harness": "conformance/README.md",
    "findings": "conformance/FINDINGS.md",
    "survey": "conformance/SURVEY.md",
    "zoo": "conformance/ZOO.md",
    "theorems": "proofs/README.md",
    "ledger": "proofs/LEDGER.md",
    "server": "impl/README.md",
    "benchmarks": "benchmarks/README.md",
}
"""The documents of the repository that are pages of the site, by the name of the page."""

LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")


def write() -> None:
    """Write all generated pages.

    Raises:
        FileNotFoundError: a document does not exist.

    """
    FOLDER.mkdir(exist_ok=True)
    for page, document in DOCUMENTS.items():
        text = (ROOT / document).read_text(encoding="utf-8")
        (FOLDER / f"{page}.md").write_text(site_links(text, ROOT / document, FOLDER), encoding="utf-8")
    (FOLDER / "rules.md").write_text(_rules(), encoding="utf-8")


def site_links(text: str, document: Path, folder: Path) -> str:
    """Return the text of a document, with links that work on a page of the site in a folder."""
    pages = {(ROOT / path).resolve(): FOLDER / f"{page}.md" for page, path in DOCUMENTS.items()}
    pages |= {path.resolve(): path for path in HERE.glob("*.md")}

    def link(match: re.Match[str]) -> str:
        image, text, target = match.groups()
        if target.startswith(("http:", "https:", "#")):
            return match.group()
        path, mark, anchor = target.partition("#")
        found = (document.parent / path).resolve()
        if image:
            return f"![{text}]({os.path.relpath(found, folder)})"
        return f"[{text}]({os.path.relpath(pages[found], folder)}{mark}{anchor})" if found in pages else text

    return LINK.sub(link, text)


def _rules() -> str:
    lines = [
        "# Rules",
        "",
        "A rule is one sentence that an implementation can break. MUST rules decide the verdict, SHOULD rules only",
        "with `--strict`; INFO rules report a choice. `antichain explain RULE` adds the smallest history that breaks a",
        "rule, and published libraries that broke it.",
        "",
        "| rule | level | statement | theorems | needs |",
        "| --- | --- | --- | --- | --- |",
    ]
    for rule in RULES.values():
        needs = ", ".join(need.text for need in rule.needs)
        lines.append(f"| `{rule.id}` | {rule.level.value} | {rule.statement} | {' '.join(rule.theorems)} | {needs} |")
    return "\n".join([*lines, ""])
