"""The page for every reader: phone, light and dark, screen readers; and its policy: no text becomes markup."""

from __future__ import annotations

import urllib.request
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect
from tests.web.browsing import WHY, at, complaints, in_chromium, likes, post_of, talk, window

from antichain.impl.client import Feed
from antichain.impl.testing.local_cluster import Cluster
from antichain.impl.web.static import PAGE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

pytestmark = [in_chromium, pytest.mark.slow]

MARKUP = "<img src=x onerror='window.harmed = 1'><script>window.harmed = 1</script>&amp;\u202e\"'`${1}"
GROUNDS: dict[Literal["light", "dark"], str] = {"light": "rgb(244, 242, 237)", "dark": "rgb(19, 19, 23)"}


def test_markup_in_a_post_is_shown_as_text(page: Page) -> None:
    with Cluster([MARKUP]) as cluster, Feed(cluster.servers[0].url) as feed:
        post = feed.post(MARKUP, MARKUP)
        feed.comment(post, MARKUP, MARKUP)
        feed.like(post)
        at(page, cluster.servers[0].url)
        article = page.locator("article")
        talk(article).click()
        article.get_by_role("button", name=WHY).click()
        expect(article.locator("> .text")).to_have_text(MARKUP, use_inner_text=True)
        expect(article.locator(".comments .text")).to_have_text(MARKUP, use_inner_text=True)
        expect(article.locator(".comments strong")).to_have_text(MARKUP, use_inner_text=True)
        expect(article.locator(".reason li")).to_contain_text("counted 1")
        expect(page.locator("h1")).to_have_text(MARKUP, use_inner_text=True)
        expect(page.locator(".lane-name")).to_have_text(MARKUP)
        page.locator(".mark").first.focus()
        expect(page.locator("#caption")).to_contain_text(MARKUP)
        assert page.locator("img, main script, article *:is(script, img)").count() == 0
        assert page.evaluate("window.harmed") is None


def test_content_policy_blocks_foreign_scripts(one: Page, cluster: Cluster) -> None:
    with urllib.request.urlopen(cluster.servers[0].url) as answer:  # noqa: S310 — a server of this test
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    script = "const s = document.createElement('script'); s.textContent = 'window.harmed = 1'; document.body.append(s)"
    for attempt in ("document.body.innerHTML = '<b>x</b>'", script, "document.write('x')"):
        error = one.evaluate(f"() => {{ try {{ {attempt} }} catch (error) {{ return error.name }} }}")
        assert error == "TypeError"
    assert one.evaluate("window.harmed") is None


def test_phone_shows_the_page_within_its_width(browser: Browser, cluster: Cluster, feeds: tuple[Feed, Feed]) -> None:
    feeds[0].post("A" * 200, "a_long_word_" * 50)
    size: ViewportSize = {"width": 360, "height": 740}
    with window(browser, viewport=size, has_touch=True, is_mobile=True) as phone:
        page = phone.new_page()
        page.add_init_script(
            "window.moved = 0; const seen = (list) => list.getEntries().forEach((entry) => {"
            " if (!entry.hadRecentInput) window.moved += entry.value; });"
            "new PerformanceObserver(seen).observe({type: 'layout-shift', buffered: true})"
        )
        page.goto(cluster.servers[0].url)
        expect(page.locator("article").first).to_be_visible()
        expect(page.locator(".mark").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
        small = page.evaluate(
            "[...document.querySelectorAll('button:not([hidden]), input, textarea, #page summary')]"
            ".filter((node) => node.offsetParent && node.offsetHeight < 36).map((node) => node.outerHTML)"
        )
        assert small == []
        before = page.locator("article").count()
        page.locator("article .like").first.tap()
        expect(likes(page.locator("article").first)).to_have_text("1")
        assert page.locator("article").count() == before
        assert page.evaluate("window.moved") < 0.01


def test_feed_page_has_no_axe_violation(one: Page, feeds: tuple[Feed, Feed], cluster: Cluster) -> None:
    post = feeds[0].post("A", "seen")
    feeds[0].like(post)
    feeds[0].comment(post, "B", "heard")
    feeds[0].link(cluster.servers[0].peers[0], cut=True)
    shown = post_of(one, "seen")
    expect(shown.locator(".apart")).to_be_visible()
    shown.locator(".like").click()
    expect(shown.locator(".undo")).to_be_visible()
    shown.get_by_role("button", name=WHY).click()
    talk(shown).click()
    expect(shown.locator(".comments li")).to_have_count(1)
    one.get_by_label("Write a post on").focus()
    one.locator(".mark").last.hover()
    for scheme, ground in GROUNDS.items():
        one.emulate_media(color_scheme=scheme)
        assert one.evaluate("getComputedStyle(document.body).backgroundColor") == ground
        assert complaints(one) == []
    feeds[0].link(cluster.servers[0].peers[0], cut=False)


def test_axe_finds_a_missing_label(one: Page) -> None:
    one.locator("html").evaluate("node => node.removeAttribute('lang')")
    assert [line.partition(":")[0] for line in complaints(one)] == ["html-has-lang"]


def test_heading_names_the_content_of_the_page(one: Page) -> None:
    expect(one.get_by_role("heading", level=1)).to_have_text("S1")
    assert one.title() == "S1 · feed"
    one.get_by_role("link", name="The story").click()
    expect(one.get_by_role("heading", name="The story")).to_be_in_viewport()
    assert one.get_by_role("status").get_attribute("aria-live") == "polite"


def test_page_requests_no_other_host() -> None:
    for path in PAGE.iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text
        assert "https://" not in text
        assert "innerHTML" not in text
