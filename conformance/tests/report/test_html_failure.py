"""The view of a failure in a browser: the diagram, its steps, its keys, and what can be copied."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec
import pytest
from playwright.sync_api import expect
from tests.report.made_results import STORY, failure, results
from tests.web.browsing import in_chromium

from antichain.conformance.engine.results.transcript import Recipe
from antichain.conformance.protocol import requests as r

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from playwright.sync_api import Page

    Opened = Callable[..., AbstractContextManager[Page]]

pytestmark = [in_chromium, pytest.mark.slow]

PLACES = """lines => lines.map((line) => {
  const { e, f } = document.querySelector(`.mark[data-line="${line}"]`).transform.baseVal[0].matrix;
  return [e, f];
})"""

RELATIONS = """() => Object.fromEntries([...document.querySelectorAll('.mark')].map((mark) =>
  [mark.dataset.line, mark.dataset.relation]))"""


def test_first_failure_is_open_and_shows_the_wrong_answer(opened: Opened) -> None:
    with opened() as page:
        view = page.locator(".view")
        expect(view.locator(".because")).to_have_text(
            "It fails because an update that arrived more than once is counted more than once."
        )
        expect(view.locator(".pair dd")).to_have_text(["3", "4"])
        expect(view.locator(".lane-name")).to_have_text(["A", "B"])
        expect(view.locator(".controls output")).to_have_text("9 of 9")
        wrong = view.locator("tr[aria-current]")
        expect(wrong.locator("td")).to_have_text(["B", "value", "3", "wrong: 4"])
        expect(view.locator(".is-wrong")).to_have_text("4")
        expect(view.locator(".mark.focus")).to_have_count(1)


def test_failure_without_events_is_listed_without_events(opened: Opened) -> None:
    empty = failure("b5e7a1c2", "41d16511", events=0, recipe=Recipe(history=(), variant={}))
    with opened(results([failure(), empty])) as page:
        expect(page.locator(".view")).to_contain_text(" g-counter, no event, ")


def test_diagram_has_lanes_and_time_from_left_to_right(opened: Opened) -> None:
    with opened() as page:
        lines = [3, 4, 6, 7, 8, 9, 10, 11, 12]
        places = page.evaluate(PLACES, lines)
        assert [x for x, _ in places] == sorted(x for x, _ in places)
        lanes = {line: y for line, (_, y) in zip(lines, places, strict=True)}
        assert len(set(lanes.values())) == 2
        assert (
            lanes[3] == lanes[4] == lanes[8] == lanes[9] == lanes[10] < lanes[6] == lanes[7] == lanes[11] == lanes[12]
        )
        expect(page.locator("svg[role=img] .mark.crash")).to_have_count(1)


def test_diagram_draws_repeated_and_lost_messages(opened: Opened) -> None:
    with opened() as page:
        arrows = page.locator("svg[role=img] .arrow")
        titles = arrows.locator("title").evaluate_all("all => all.map((one) => one.textContent)")
        assert titles == [
            "message m1 of A is received by B",
            "message m1 of A is received by B again",
            "message m5 of A is not received",
        ]
        expect(page.locator("svg[role=img] .arrow.repeated")).to_have_count(1)
        expect(page.locator("svg[role=img] .arrow.lost")).to_have_count(1)
        expect(page.locator(".legend")).to_contain_text("received again")
        expect(page.locator(".legend")).to_contain_text("not received")


def test_chosen_event_marks_its_past_and_concurrent_events(opened: Opened) -> None:
    with opened() as page:
        page.locator(".mark[data-line='7']").click()
        relations = page.evaluate(RELATIONS)
        assert {line: relations[line] for line in ("3", "6", "7")} == {"3": "past", "6": "past", "7": "same"}
        assert {relations[line] for line in ("8", "9", "10", "11", "12")} == {"ahead"}
        page.locator(".mark[data-line='6']").click()
        assert page.evaluate(RELATIONS)["3"] == "concurrent"
        expect(page.locator(".caption")).to_have_text(
            "B increment, event 2. Its causal past is empty. Concurrent with it: events 1, 5."
        )
        page.locator(".mark[data-line='9']").click()
        expect(page.locator(".caption")).to_have_text(
            "A increment, event 5. In its causal past: event 1. Concurrent with it: events 2, 3, 6."
        )
        assert page.locator(".arrow[data-state='known']").count() == 0


def test_keys_and_slider_move_through_the_steps(opened: Opened) -> None:
    with opened() as page:
        count, slider = page.locator(".controls output"), page.get_by_label("Step", exact=True)
        page.get_by_role("group", name="Space-time diagram").focus()
        page.keyboard.press("ArrowLeft")
        expect(count).to_have_text("8 of 9")
        expect(page.locator(".mark[data-relation='ahead']")).to_have_count(1)
        page.keyboard.press("Home")
        expect(count).to_have_text("1 of 9")
        page.keyboard.press("ArrowLeft")
        expect(count).to_have_text("1 of 9")
        page.keyboard.press("End")
        expect(count).to_have_text("9 of 9")
        slider.fill("3")
        expect(page.locator("tr[aria-current] td").first).to_have_text("B")
        expect(slider).to_have_attribute("aria-valuetext", "3 of 9: B increment")
        slider.press("ArrowRight")
        expect(count).to_have_text("4 of 9")
        page.get_by_role("button", name="Step back").click()
        page.get_by_role("button", name="Step 6", exact=True).click()
        expect(count).to_have_text("6 of 9")


def test_all_requests_can_be_shown(opened: Opened) -> None:
    with opened() as page:
        expect(page.locator(".mark[data-line='5']")).to_have_count(0)
        page.get_by_label("all 10 requests").check()
        expect(page.locator(".controls output")).to_have_text("10 of 10")
        expect(page.locator(".mark[data-line='5']")).to_have_count(1)
        expect(page.locator(".steps tbody tr")).to_have_count(10)
        page.get_by_role("button", name="Step 3", exact=True).click()
        expect(page.locator("tr[aria-current] td")).to_have_text(["A", "value", "1", "1"])
        page.get_by_label("all 10 requests").uncheck()
        expect(page.locator(".controls output")).to_have_text("2 of 9")


def test_commands_can_be_copied(opened: Opened) -> None:
    with opened(permissions=["clipboard-read", "clipboard-write"]) as page:
        page.get_by_role("button", name="Copy the command antichain replay 41d16511").click()
        expect(page.get_by_text("Copied the command antichain replay 41d16511.")).to_be_attached()
        assert page.evaluate("navigator.clipboard.readText()") == "antichain replay 41d16511"
        page.get_by_role("button", name="Copy the command of the check").click()
        expect(page.get_by_text("Copied the command of the check.")).to_be_attached()
        assert page.evaluate("navigator.clipboard.readText()") == "antichain check './adapter --counters'"


def test_consequences_appear_below_the_failure(opened: Opened) -> None:
    shown = results([failure("aaaaaaaa"), failure("bbbbbbbb", "aaaaaaaa")])
    with opened(shown) as page:
        aftermath = page.locator(".aftermath")
        expect(aftermath.locator("li").first).to_have_text("CNT-SAME the statement of CNT-SAME")
        aftermath.get_by_role("link", name="CNT-ONCE").click()
        expect(page.locator("#f-bbbbbbbb")).to_have_attribute("open", "")
        expect(page.locator("#f-bbbbbbbb .because")).to_be_in_viewport()


def test_raw_transcript_has_every_request_and_answer(opened: Opened) -> None:
    with opened() as page:
        page.get_by_text("Raw transcript, 11 requests").click()
        lines = page.locator(".view .raw pre").inner_text().splitlines()
        assert len(lines) == 33
        assert lines[0] == '2 {"op":"open","kind":"g-counter","replicas":["A","B"]}'
        assert lines[-2:] == ['  expected {"ok":3}', '  observed {"ok":4}  ✗']


def test_large_counts_keep_their_digits(opened: Opened) -> None:
    story = [*STORY[:-1], (6, r.Value("B"), 2**60 + 1, 2**60)]
    with opened(results([failure(story=story)])) as page:
        row = page.locator("tr[aria-current] td")
        expect(row).to_have_text(["B", "value", "1152921504606846977", "wrong: 1152921504606846976"])
        page.get_by_text("Raw transcript").click()
        expect(page.locator(".view .raw pre")).to_contain_text('expected {"ok":1152921504606846977}')


def test_long_history_is_drawn_in_part(opened: Opened) -> None:
    story = [*((n, r.Increment("A"), None, None) for n in range(1, 500)), (499, r.Value("A"), 499, 498)]
    with opened(results([failure(story=story)])) as page:
        expect(page.locator("svg[role=img] .mark")).to_have_count(160)
        page.locator(".legend").scroll_into_view_if_needed()
        expect(page.locator(".mark.focus")).to_be_in_viewport()
        expect(page.locator(".steps tbody tr")).to_have_count(120)
        page.get_by_role("group", name="Space-time diagram").press("Home")
        expect(page.locator(".mark[data-relation='same']")).to_have_attribute("data-line", "3")
        expect(page.locator(".mark[data-relation='same']")).to_be_in_viewport()
        expect(page.locator("tr[aria-current] th")).to_have_text(re.compile("1$"))


def test_refused_update_is_no_event(opened: Opened) -> None:
    refused = failure()
    transcript = [
        msgspec.structs.replace(each, observed={"reject": "negative"}) if each.line == 6 else each
        for each in refused.transcript
    ]
    with opened(results([msgspec.structs.replace(refused, transcript=tuple(transcript))])) as page:
        expect(page.locator("svg[role=img] .mark.refused")).to_have_attribute("data-line", "6")
        expect(page.locator(".legend")).to_contain_text("refused update")
        page.locator(".mark[data-line='9']").click()
        expect(page.locator(".caption")).to_contain_text("Concurrent with it: events 3, 6.")


def test_comparison_marks_the_past_of_its_last_message(opened: Opened) -> None:
    story = [*STORY[:2], (2, r.Increment("B"), None, None), (2, r.Send("B", "m2"), None, None)]
    story += [(2, r.Compare("m1", "m2"), "concurrent", "before")]
    with opened(results([failure(story=story)])) as page:
        expect(page.locator(".mark.focus")).to_have_count(2)
        expect(page.locator(".mark[data-relation='same']")).to_have_attribute("data-line", "6")
        expect(page.locator(".caption")).to_have_text(
            "compare. m2 is of event 2. Its causal past is empty. Concurrent with it: event 1."
        )
        expect(page.locator("svg[role=img] .arrow")).to_have_count(0)


def test_failure_is_drawn_only_when_it_is_opened(opened: Opened) -> None:
    with opened(results([failure(f"{number:08x}") for number in range(200)])) as page:
        expect(page.locator("svg[role=img]")).to_have_count(1)
        page.locator("#f-00000064 > summary").click()
        expect(page.locator("svg[role=img]")).to_have_count(2)


def test_address_opens_the_failure_it_names(opened: Opened) -> None:
    with opened(results([failure("aaaaaaaa"), failure("bbbbbbbb")])) as page:
        page.goto(f"{page.url}#f-bbbbbbbb")
        expect(page.locator("#f-bbbbbbbb .because")).to_be_visible()
