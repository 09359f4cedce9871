"""The survey as an HTML page: a matrix that can be filtered, with a link to the shortest history of each failure."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

from antichain.conformance.rules.catalogue import RULES
from antichain.conformance.survey.matrix import Advice, State
from antichain.conformance.survey.record import PROFILE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.survey.matrix import Surveyed

__all__ = ["render"]

_FOLDER = Path(__file__).with_name("template")


def render(surveyed: Sequence[Surveyed]) -> str:
    """Return the page; the text of libraries and manifests is escaped.

    A failure links to ``NAME.html#f-ID``, the report of its library, which must be in the same folder.
    """
    shown = {rule for each in surveyed for row in each.rows for rule, state in row.states.items() if _told(state)}
    script = _FOLDER.joinpath("filter.js").read_text(encoding="utf-8")
    digest = b64encode(sha256(script.encode()).digest()).decode()
    return _template().render(
        surveyed=surveyed,
        order=[(advice, [each for each in surveyed if each.advice is advice]) for advice in Advice],
        rules={name: rule for name, rule in RULES.items() if name in shown},
        states=tuple(State),
        absent=State.NOT_OFFERED,
        profile=PROFILE.value,
        languages=sorted({each.adapter.language for each in surveyed}),
        kinds=sorted({row.kind for each in surveyed for row in each.rows}),
        style=_FOLDER.joinpath("style.css").read_text(encoding="utf-8"),
        script=script,
        policy=f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'",
    )


def _told(state: State) -> bool:
    return state is not State.NOT_OFFERED


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    return environment.get_template("survey.html")
