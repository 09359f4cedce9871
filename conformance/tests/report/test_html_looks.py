"""The page in light and dark, on a phone and without JavaScript; its tables and its comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from playwright.sync_api import expect
from tests.report.made_results import RULES, failure, results, rule
from tests.web.browsing import complaints, in_chromium

from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.engine.results.file import write
from antichain.conformance.engine.status import Status
from antichain.conformance.report.html.page import render

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from playwright.sync_api import Locator, Page, ViewportSize

    Opened = Callable[..., AbstractContextManager[Page]]

pytestmark = [in_chromium, pytest.mark.slow]

PHONE: ViewportSize = {"width": 360, "height": 740}
GROUNDS = {"light": "rgb(245, 243, 238)", "dark": "rgb(17, 18, 22)"}


def shown_rules(page: Page) -> Locator:
    return page.locator(".matrix tbody tr:visible th b")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_html_report_has_no_axe_violation(opened: Opened, tmp_path: Path, scheme: str) -> None:
    other = tmp_path / "other.jsonl"
    other.write_bytes(write(results([failure("aaaaaaaa")], rules=RULES[:3])))
    many = [failure(f"{number:08x}", known=number == 3) for number in range(7)]
    with opened(results(many), color_scheme=scheme) as page:
        page.locator("#other-file").set_input_files(other)
        expect(page.locator("#comparison")).to_be_visible()
        page.get_by_text("Raw transcript").first.click()
        page.get_by_role("button", name="Step back").first.click()
        page.locator("#coverage details").last.locator("summary").click()
        assert complaints(page) == []
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == GROUNDS[scheme]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_phone_shows_the_page_within_its_width(opened: Opened, scheme: str) -> None:
    words = msgspec.structs.replace(failure(), because="a_long_word_" * 40, observed="9" * 300)
    with opened(results([words]), viewport=PHONE, color_scheme=scheme, is_mobile=True, has_touch=True) as page:
        expect(page.locator("svg[role=img]")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        small = page.evaluate(
            "[...document.querySelectorAll('button:not(.go), input:not(.unseen, [type=checkbox]), summary, .tool')]"
            ".filter((node) => node.checkVisibility() && node.offsetHeight < 30).map((node) => node.outerHTML)"
        )
        assert small == []
        row = page.locator(".matrix tbody tr").first
        expect(row.locator("td").nth(1)).to_contain_text("fails")
        page.get_by_role("button", name="Step back").tap()
        expect(page.locator(".controls output")).to_have_text("8 of 9")


def test_button_changes_between_light_and_dark(opened: Opened) -> None:
    with opened(color_scheme="light") as page:
        page.get_by_role("button", name="Dark colours").click()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == GROUNDS["dark"]
        page.get_by_role("button", name="Light colours").click()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == GROUNDS["light"]


def test_tables_and_steps_need_no_javascript(opened: Opened) -> None:
    with opened(java_script_enabled=False) as page:
        expect(shown_rules(page)).to_have_text(
            ["CNT-ONCE", "CNT-SAME", "CNT-NEGATIVE", "CNT-NEW", "CNT-OWN", "ORD-BEFORE"]
        )
        expect(page.locator(".failure .steps tbody tr:visible")).to_have_count(9)
        expect(page.locator(".phases tbody tr:visible")).to_have_count(2)
        expect(page.locator(".heat:visible tbody tr")).to_have_count(5)
        expect(page.locator(".filter:visible, #theme:visible, .tool:visible")).to_have_count(0)


def test_rules_are_filtered_by_state_and_by_words(opened: Opened) -> None:
    with opened() as page:
        part = page.locator("#rules")
        expect(part.locator("output")).to_have_text("6 rules")
        part.get_by_role("button", name="hold 2").click()
        expect(shown_rules(page)).to_have_text(["CNT-ONCE", "CNT-OWN"])
        expect(part.locator("output")).to_have_text("2 of 6 rules")
        part.get_by_role("button", name="not offered 1").click()
        expect(shown_rules(page)).to_have_text(["CNT-ONCE", "CNT-OWN", "ORD-BEFORE"])
        part.get_by_label("Search the rules").fill("clock NEEDS")
        expect(shown_rules(page)).to_have_text(["ORD-BEFORE"])
        part.get_by_label("Search the rules").fill("no such words")
        expect(part.locator("output")).to_have_text("0 of 6 rules")


def test_failures_are_filtered_by_cause_and_by_words(opened: Opened) -> None:
    many = [failure(f"{number:08x}", f"{number - number % 2:08x}") for number in range(8)]
    many[5] = msgspec.structs.replace(many[5], because="it is wrong in another way")
    with opened(results(many)) as page:
        part = page.locator("#failures")
        expect(part.locator(".filter output")).to_have_text("8 failures")
        part.get_by_role("button", name="first of its cause").click()
        expect(part.locator("details.failure:visible")).to_have_count(4)
        part.get_by_role("button", name="first of its cause").click()
        part.get_by_label("Search the failures").fill("another way")
        expect(part.locator("details.failure:visible")).to_have_count(1)


def test_state_has_a_word_and_a_sign(opened: Opened) -> None:
    with opened() as page:
        cells = page.locator(".matrix .state")
        signs = cells.evaluate_all("all => all.map((one) => [one.querySelector('use').href.baseVal, one.textContent])")
        assert {(sign, word) for sign, word in signs} == {
            ("#sign-fails", "fails"),
            ("#sign-fails", "fails as a consequence"),
            ("#sign-known", "known to fail"),
            ("#sign-idle", "not exercised"),
            ("#sign-holds", "holds"),
            ("#sign-none", "not offered"),
        }
        page.locator(".matrix").get_by_role("link", name="fails as a consequence").click()
        assert page.url.endswith("#f-41d16511")


def test_conformant_page_has_no_failures(opened: Opened) -> None:
    whole = results(rules=[rule("CNT-OWN", Status.HOLDS)], verdict=Verdict.CONFORMANT)
    with opened(type(whole)(whole.header, whole.phases, whole.rules, (), whole.footer)) as page:
        expect(page.get_by_role("heading", level=1)).to_have_text("Conformant")
        expect(page.locator("#rules output")).to_have_text("1 rule")
        assert complaints(page) == []


def test_page_compares_another_results_file(opened: Opened, tmp_path: Path) -> None:
    before = [rule("CNT-OWN", Status.FAILS), rule("CNT-ONCE", Status.HOLDS), *RULES[4:]]
    other = tmp_path / "<b>before<b>.jsonl"
    other.write_bytes(write(results([failure("aaaaaaaa"), failure("41d16511")], before, Verdict.INCOMPLETE)))
    with opened() as page:
        page.locator("#other-file").set_input_files(other)
        part = page.locator("#comparison")
        expect(part.locator("h2")).to_have_text("Compared with <b>before<b>.jsonl")
        expect(part.locator("p")).to_have_text(
            "Verdict: incomplete in the other file, not conformant in this report. "
            "3 rules differ: 1 worse, 1 better. 0 failures only in this report, 1 only in the other one, 1 in both."
        )
        rows = part.locator("table").first.locator("tbody tr")
        expect(rows.nth(0).locator("th, td")).to_have_text(["CNT-ONCE", "g-counter", "worse", "holds", "fails"])
        expect(rows.nth(1).locator("th, td")).to_have_text(["CNT-OWN", "g-counter", "better", "fails", "holds"])
        expect(rows.nth(2).locator("th, td")).to_have_text(
            ["CNT-NEW", "g-counter", "changed", "not offered", "not exercised"]
        )
        expect(part.get_by_role("heading", name="Only in the other file")).to_be_visible()


def test_page_dropped_on_itself_is_compared(opened: Opened) -> None:
    with opened() as page:
        files = page.evaluate_handle(
            "text => { const data = new DataTransfer(); data.items.add(new File([text], 'same.html')); return data }",
            render(results()),
        )
        page.dispatch_event("body", "dragover", {"dataTransfer": files})
        expect(page.locator(".drop")).to_be_visible()
        page.dispatch_event("body", "drop", {"dataTransfer": files})
        expect(page.locator("#comparison p")).to_contain_text("Every rule has the same status. 0 failures only in this")
        expect(page.locator(".drop")).to_be_hidden()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hello", "Line 1 is not JSON: hello"),
        ("", "The file holds no results: its first line is not a header."),
        ('{"id": 1}', "The file holds no results: its first line is not a header."),
        ('{"type": "header", "schema": 99}', "The results have schema 99; this page reads schema 1."),
        ('{"type": "header", "schema": 1}', "The results are truncated"),
        ("<html></html>", "Line 1 is not JSON: <html></html>"),
    ],
)
def test_file_without_results_is_refused(opened: Opened, tmp_path: Path, text: str, said: str) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text(text, encoding="utf-8")
    with opened() as page:
        page.locator("#other-file").set_input_files(other)
        expect(page.locator("#comparison .refused")).to_contain_text(said)
