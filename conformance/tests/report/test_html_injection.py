"""Hostile text in every field of a results file runs nothing and makes no element."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from playwright.sync_api import expect
from tests.report.made_results import failure, results
from tests.web.browsing import in_chromium, window

from antichain.conformance.engine.results.file import parse, write
from antichain.conformance.report.html.page import render

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from antichain.conformance.engine.results.lines import Results

    Opened = Callable[..., AbstractContextManager[Page]]

HOSTILE = {
    "script": "</script></noscript></style><script>window.harmed = 1</script><b class=injected>",
    "handler": "<img src=x onerror=window.harmed=1><svg onload=window.harmed=1><b class=injected>",
    "attribute": "\"><b class=injected>' onclick=window.harmed=1 x='><b class=injected>",
    "address": "javascript:window.harmed=1",
    "comment": "<!--<script><b class=injected>-->]]><![CDATA[",
    "template": "{{ 7 * 7 }}{% include 'page.html' %}${window.harmed = 1}",
    "unseen": "\u202eevil\u2066\u0000\u001b[31m\u2028\u200b<b class=injected>",
    "data": '</script><script type="application/json" id="results">{"type":"header"}</script>',
}

OPEN_ALL = "document.querySelectorAll('details').forEach((box) => { box.open = true })"

FREE_KEYS = {"hello", "bounds", "ended", "phases", "expected", "observed", "request"}
READ = {"ok", "op", "replica", "by", "message", "kinds", "name", "homepage", "version"}
"""Keys of such objects that the page reads."""

FIXED = {"type", "status", "verdict", "level"}
"""Fields whose text is one of a list; a reader of the file refuses any other."""


def spoilt(value: Any, text: str, name: str = "", *, drawing: bool = False) -> Any:  # noqa: ANN401 — JSON values
    """Return a JSON value with this text in place of every free text, and at the end of every free key."""
    drawing = drawing or name == "diagram"
    if isinstance(value, dict):
        keys = {key: f"{key}{text}" if name in FREE_KEYS and key not in READ else key for key in value}
        return {keys[key]: spoilt(each, text, key, drawing=drawing) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [spoilt(each, text, name, drawing=drawing) for each in value]
    free = isinstance(value, str) and name not in FIXED and not (drawing and name == "kind")
    return text if free else value


def hostile_results(text: str) -> Results:
    """Return results whose every free text is hostile."""
    second = failure("bbbbbbbb", issues=("x",), second=({"ok": "x"},), flaky=True)
    third = failure("cccccccc", errored=True)
    whole = results([failure("aaaaaaaa"), second, third])
    lines = [spoilt(msgspec.to_builtins(line), text) for line in whole.lines]
    return parse(b"\n".join(map(msgspec.json.encode, lines)), "hostile")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_makes_no_markup(text: str) -> None:
    page, plain = render(hostile_results(text)).lower(), render(hostile_results("x")).lower()
    for sign in (
        "<script",
        "</script",
        "</style",
        "</noscript",
        "<b class",
        "<img",
        "<svg",
        "<!--",
        'href="javascript',
    ):
        assert page.count(sign) == plain.count(sign), sign
    assert not {"\u202e", "\u2066", "\u0000", "\u001b", "\u2028"} & set(page)


def test_hostile_text_reaches_every_part_of_the_page() -> None:
    page = render(hostile_results("XYZZY"))
    before, _, after = page.partition('<script type="application/json" id="results">')
    assert before.count("XYZZY") > 100
    assert after.count("XYZZY") > 200
    assert "{{ 7 * 7 }}" in render(hostile_results(HOSTILE["template"]))


@in_chromium
@pytest.mark.slow
@pytest.mark.parametrize("text", [HOSTILE["address"], "".join(HOSTILE.values())], ids=["address", "all"])
def test_hostile_text_runs_nothing_in_the_browser(opened: Opened, tmp_path: Path, text: str) -> None:
    shown = hostile_results(text)
    other = tmp_path / "hostile.jsonl"
    other.write_bytes(write(hostile_results(f"{text}!")))
    with opened(shown) as page:
        page.evaluate(OPEN_ALL)
        expect(page.locator("svg[role=img]")).to_have_count(3)
        page.evaluate(OPEN_ALL)
        expect(page.locator(".view .raw pre")).to_have_count(3)
        for button in page.get_by_role("button", name="Step back").all():
            button.click()
        page.locator("#other-file").set_input_files(other)
        expect(page.locator("#comparison table")).to_have_count(2)
        page.locator(".because").first.click()
        assert (
            page.evaluate("document.querySelectorAll('.injected, img, iframe, [onclick], [onerror], [onload]').length")
            == 0
        )
        assert page.evaluate("document.scripts.length") == 2
        assert (
            page.evaluate("[...document.links].filter((link) => !/^(file|https?):$/.test(link.protocol)).length") == 0
        )
        assert page.evaluate("window.harmed") is None


@in_chromium
@pytest.mark.slow
def test_policy_stops_a_script_that_is_let_in(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(render(results()).replace("<main>", "<main><script>window.harmed = 1</script>"), encoding="utf-8")
    with window(browser) as context:
        page = context.new_page()
        page.goto(path.as_uri())
        expect(page.locator("#theme")).to_be_visible()
        script = (
            "const s = document.createElement('script'); s.textContent = 'window.harmed = 1'; document.body.append(s)"
        )
        for attempt in ("document.body.innerHTML = '<b>x</b>'", script, "document.write('x')"):
            error = page.evaluate(f"() => {{ try {{ {attempt} }} catch (error) {{ return error.name }} }}")
            assert error == "TypeError"
        assert page.evaluate("window.harmed") is None
