"""The page: the results of a check, rendered by Jinja2, with its style, script and data inside."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import jinja2
from markupsafe import Markup

from antichain.conformance.engine.results.file import indented, write
from antichain.conformance.report.failure_text import length
from antichain.conformance.report.html import assets
from antichain.conformance.report.html.coverage import coverage
from antichain.conformance.report.html.overview import State, bounds, reasons, rows, tally, verdict_state
from antichain.conformance.report.html.text import linked, shown
from antichain.conformance.report.visible import brief
from antichain.conformance.rules.broken import broken

if TYPE_CHECKING:
    from antichain.conformance.engine.results.lines import FailureLine, Header, Results

__all__ = ["render"]

_FEW = 5
"""A list of at most this many failures has no search field."""


def render(results: Results) -> str:
    """Return the results as one HTML page that needs no network: style, script and the results file are inside.

    The text of a target is escaped everywhere, and a Content-Security-Policy allows the page's own script alone.
    """
    header, footer = results.header, results.footer
    kinds = tuple(dict.fromkeys(line.kind for line in results.rules))
    state = verdict_state(footer.verdict)

    def kinds_of(text: str) -> str:
        return ", ".join(kind for kind, each in header.bounds.items() if each == text)

    return _template().render(
        policy=assets.policy(),
        style=Markup(assets.style()),  # noqa: S704 — a file of this package
        script=Markup(assets.script()),  # noqa: S704 — a file of this package
        results=Markup(assets.data(write(results).decode())),  # noqa: S704 — data() escapes what could end the element
        header=header,
        name=header.hello.get("name") or header.target,
        about=" ".join(filter(None, (str(header.hello.get("version", "")), str(header.hello.get("language", ""))))),
        homepage=str(header.hello.get("homepage", "")),
        state=state,
        verdict=footer.verdict.value.capitalize(),
        sentence=footer.sentence.partition(": ")[2] or footer.sentence,
        reasons=reasons(footer),
        tally=tally(results.rules),
        numbers=_numbers(results),
        selection=_selection(header),
        bounds=[(kinds_of(text), bounds(text)) for text in dict.fromkeys(header.bounds.values())],
        missing=[(kind, ", ".join(names)) for kind, names in header.not_offered.items() if names],
        phases=results.phases,
        groups=_groups(results),
        failures=_failures_in_words(results),
        searchable=len(results.failures) > _FEW,
        rules=rows(results, kinds),
        kinds=kinds,
        coverage=coverage(results),
        environment=_environment(header),
        command=shlex.join(header.argv),
        hello=indented(header.hello),
        notes=footer.notes,
    )


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(assets.PAGE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "shown": shown,
        "broken": broken,
        "length_in_words": length,
        "brief": brief,
        "linked": linked,
        "number": "{:,}".format,
    }
    return environment.get_template("page.html")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A failure as the list shows it: its place in the results, and whether it is the first of its cause."""

    number: int
    line: FailureLine
    statements: tuple[tuple[str, str], ...]
    first: bool
    open: bool

    @property
    def state(self) -> State:
        """The state in which the failure is drawn."""
        return State.KNOWN if self.line.known else State.FAILS


def _groups(results: Results) -> tuple[tuple[_Entry, ...], ...]:
    said = {line.rule: line.statement for line in results.rules}
    groups: dict[str, list[_Entry]] = {}
    for number, failure in enumerate(results.failures):
        group = groups.setdefault(failure.cause, [])
        statements = tuple((rule, said.get(rule, "")) for rule in failure.rules)
        group.append(_Entry(number, failure, statements, first=not group, open=number == 0))
    return tuple(map(tuple, groups.values()))


def _failures_in_words(results: Results) -> str:
    counts = results.footer.counts
    said = f"{_counted(counts.failures, 'failure')} of {_counted(counts.causes, 'cause')}"
    return f"{said}; {counts.known:,} known" if counts.known else said


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _numbers(results: Results) -> tuple[tuple[str, str], ...]:
    footer, header = results.footer, results.header
    return (
        ("histories", f"{footer.counts.histories:,}"),
        ("effective checks", f"{footer.counts.checks:,}"),
        ("failures", f"{footer.counts.failures:,}"),
        ("causes", f"{footer.counts.causes:,}"),
        ("seconds", f"{footer.seconds:,.1f}"),
        ("seed", str(header.seed)),
        ("exit code", str(footer.exit)),
        *((("profile", header.profile),) if header.profile else ()),
    )


def _selection(header: Header) -> str:
    chosen = header.selection
    parts = [f"{word} {', '.join(names)}" for word, names in _chosen(header) if names]
    return "; ".join([*parts, *(["given histories"] if chosen.history else [])])


def _chosen(header: Header) -> tuple[tuple[str, tuple[str, ...]], ...]:
    chosen = header.selection
    return ("kinds", chosen.kinds), ("rules", chosen.rules), ("phases", chosen.phases)


def _environment(header: Header) -> tuple[tuple[str, str], ...]:
    facts = (
        ("Target", header.target),
        ("antichain", header.antichain),
        ("Python", header.python),
        ("Platform", header.platform),
        ("Protocol", str(header.protocol)),
        ("Schema of the results", str(header.schema)),
        ("Catalogue of rules", header.catalogue),
        ("SHOULD rules decide", "yes" if header.strict else "no"),
        ("Started", header.started or ""),
        ("Required offers", ", ".join(header.required)),
        ("Seconds at most", "" if header.max_seconds is None else f"{header.max_seconds:g}"),
    )
    return tuple(fact for fact in facts if fact[1])
