"""A badge for a README, as JSON that shields.io reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.report.faces import NoFaceError

if TYPE_CHECKING:
    from antichain.conformance.engine.results.lines import Results

__all__ = ["render"]

_COLOURS = {Verdict.CONFORMANT: "brightgreen", Verdict.INCOMPLETE: "yellow"}
_RED = "red"


def render(results: Results) -> bytes:
    """Return the badge of a whole check.

    Raises:
        NoFaceError: the check was partial or interrupted, so it did not judge all claims.

    """
    footer = results.footer
    if results.header.selection.is_partial or footer.verdict is Verdict.INTERRUPTED:
        message = (
            "a badge is for a whole check, and this one was narrowed or interrupted; "
            "repeat it without --kind, --rule, --phase and --history"
        )
        raise NoFaceError(message)
    broken = {line.rule for line in results.rules if line.decides and line.status in ("fails", "errored")}
    message = footer.verdict.value
    if broken:
        message += f": {len(broken)} {'rule' if len(broken) == 1 else 'rules'}"
    elif footer.counts.known:
        message += f", {footer.counts.known} known"
    badge = {
        "schemaVersion": 1,
        "label": "antichain",
        "message": message,
        "color": _COLOURS.get(footer.verdict, _RED),
        "isError": footer.verdict is Verdict.NOT_CONFORMANT,
    }
    return msgspec.json.encode(badge) + b"\n"
