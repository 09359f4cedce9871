"""The page in a real browser, with real servers behind it: posts, likes, comments, links and tokens."""

from __future__ import annotations

import re
from signal import SIGKILL
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from playwright.sync_api import expect
from tests.web.browsing import WHY, at, compose, in_chromium, likes, post_of, talk, window

from antichain.impl.client import Feed
from antichain.impl.testing.local_cluster import Cluster

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = [in_chromium, pytest.mark.slow]

CLOCK = ".clock"
NOTED = """() => {
  const count = document.querySelector('article .like .count');
  window.noted = [count.textContent];
  new MutationObserver(() => window.noted.push(count.textContent))
    .observe(count, {characterData: true, childList: true, subtree: true});
}"""


def test_likes_on_both_sides_of_a_cut_converge(one: Page, two: Page, feeds: tuple[Feed, Feed]) -> None:
    compose(one, "A", "the article")
    mine, theirs = post_of(one, "the article"), post_of(two, "the article")
    expect(likes(theirs)).to_have_text("0")
    one.get_by_role("button", name="Cut the link to S2").click()
    expect(one.locator(".peers li")).to_have_attribute("data-state", "cut")
    mine.get_by_role("button", name="Like the post of A").click()
    theirs.get_by_role("button", name="Like the post of A").click()
    expect(one.get_by_role("status")).to_have_text("liked the post of A")
    expect(likes(mine)).to_have_text("1")
    expect(likes(theirs)).to_have_text("1")
    before = [page.locator(CLOCK).inner_text() for page in (one, two)]
    assert before[0] != before[1]
    expect(two.locator(".peers .words")).to_contain_text("link cut by S1")
    expect(two.locator(".peers button")).to_be_hidden()
    one.get_by_role("button", name="Heal the link to S2").click()
    for page, post in ((one, mine), (two, theirs)):
        expect(likes(post)).to_have_text("2")
        expect(page.locator(".peers li")).to_have_attribute("data-state", "in-touch")
    clock = feeds[0].state().clock
    assert clock == feeds[1].state().clock
    for page in (one, two):
        expect(page.locator(CLOCK).locator(".count")).to_have_text([str(clock[site]) for site in ("S1", "S2")])
    mine.get_by_role("button", name=WHY).click()
    expect(mine.locator(".reason li")).to_have_text(["S1 counted 1", "S2 counted 1"])
    expect(mine.locator(".reason")).to_contain_text("1 pair of its updates is concurrent: neither update knew")


def test_cut_link_is_shown_in_each_post(one: Page, two: Page, feeds: tuple[Feed, Feed], cluster: Cluster) -> None:
    post = feeds[0].post("A", "cut off")
    feeds[0].like(post, by=2)
    expect(likes(post_of(two, "cut off"))).to_have_text("2")
    feeds[1].like(post)
    shown = post_of(one, "cut off")
    expect(likes(shown)).to_have_text("3")
    feeds[0].link(cluster.servers[0].peers[0], cut=True)
    feeds[1].like(post, by=4)
    expect(shown.locator(".apart")).to_have_text("3 here; S2 last said 1")
    expect(shown).to_have_class(re.compile("cut-off"))
    one.evaluate(NOTED)
    feeds[0].link(cluster.servers[0].peers[0], cut=False)
    expect(likes(shown)).to_have_text("7")
    expect(shown.locator(".apart")).to_be_hidden()
    assert one.evaluate("window.noted") == ["3", "4", "5", "6", "7"]


def test_stacked_bar_shows_the_share_of_each_server(one: Page, two: Page, feeds: tuple[Feed, Feed]) -> None:
    post = feeds[0].post("A", "shared")
    feeds[0].like(post, by=3)
    shown = post_of(one, "shared")
    expect(shown.locator(".sum")).to_have_text("S1 3")
    expect(post_of(two, "shared")).to_be_visible()
    feeds[1].like(post)
    expect(shown.locator(".sum")).to_have_text("S1 3 + S2 1")
    widths = shown.locator(".bar i").evaluate_all("parts => parts.map((part) => Number(part.style.flexGrow))")
    assert widths == [750, 250]
    colours = shown.locator(".bar i").evaluate_all("parts => parts.map((p) => getComputedStyle(p).backgroundColor)")
    assert len(set(colours)) == 2


def test_undo_is_offered_only_for_an_own_like(one: Page, feeds: tuple[Feed, Feed]) -> None:
    post = feeds[0].post("A", "undone")
    feeds[0].like(post)
    shown = post_of(one, "undone")
    expect(likes(shown)).to_have_text("1")
    undo = shown.get_by_role("button", name="Undo my like of the post of A")
    expect(undo).to_be_hidden()
    shown.locator(".like").click()
    expect(likes(shown)).to_have_text("2")
    one.reload()
    expect(likes(shown)).to_have_text("2")
    undo.click()
    expect(likes(shown)).to_have_text("1")
    expect(undo).to_be_hidden()


def test_update_elsewhere_appears_without_reloading(one: Page, feeds: tuple[Feed, Feed]) -> None:
    one.evaluate("window.before = true")
    post = feeds[1].post("C", "from elsewhere")
    shown = post_of(one, "from elsewhere")
    expect(likes(shown)).to_have_text("0")
    feeds[1].like(post, by=2**60)
    expect(likes(shown)).to_have_text(r"1152… (19 digits)")
    talk(shown).click()
    feeds[1].comment(post, "D", "first")
    expect(shown.locator(".comments li .text")).to_have_text(["first"])
    assert one.evaluate("window.before")


def test_events_keep_unfinished_text_and_the_focus(one: Page, feeds: tuple[Feed, Feed]) -> None:
    post = feeds[0].post("A", "being answered")
    shown = post_of(one, "being answered")
    talk(shown).click()
    answer = shown.get_by_label("Comment on the post of A", exact=True).last
    answer.fill("half a sen")
    feeds[0].like(post)
    feeds[0].post("A", "another")
    expect(post_of(one, "another")).to_be_visible()
    expect(likes(shown)).to_have_text("1")
    expect(answer).to_be_focused()
    expect(answer).to_have_value("half a sen")
    answer.press_sequentially("tence")
    answer.press("Enter")
    expect(shown.locator(".comments li .text")).to_have_text(["half a sentence"])
    expect(talk(shown)).to_have_accessible_name("1 comment on the post of A")


def test_concurrent_comments_are_marked(one: Page, two: Page, feeds: tuple[Feed, Feed], cluster: Cluster) -> None:
    post = feeds[0].post("A", "discussed")
    expect(post_of(two, "discussed")).to_be_visible()
    feeds[0].link(cluster.servers[0].peers[0], cut=True)
    feeds[0].comment(post, "B", "on S1")
    feeds[1].comment(post, "C", "on S2")
    feeds[0].link(cluster.servers[0].peers[0], cut=False)
    shown = post_of(one, "discussed")
    expect(talk(shown)).to_have_text("2")
    feeds[0].comment(post, "D", "after both")
    talk(shown).click()
    expect(shown.locator(".comments li")).to_have_count(3)
    authors = shown.locator(".comments strong").all_text_contents()
    marks = dict(zip(authors, shown.locator(".comments .concurrent").all_text_contents(), strict=True))
    assert marks == {"B": "concurrent with the comment of C", "C": "concurrent with the comment of B", "D": ""}


def test_composer_without_the_focus_is_one_line(one: Page) -> None:
    composer = one.locator(".composer")
    low = composer.evaluate("node => node.offsetHeight")
    expect(one.get_by_label("Your name")).to_be_hidden()
    one.get_by_label("Write a post on S1").focus()
    expect(one.get_by_label("Your name")).to_be_visible()
    assert composer.evaluate("node => node.offsetHeight") > low
    one.keyboard.type("kept open")
    one.locator("h1").click()
    expect(one.get_by_label("Your name")).to_be_visible()
    one.get_by_label("Write a post on S1").fill("")
    one.locator("h1").click()
    expect(one.get_by_label("Your name")).to_be_hidden()


def test_click_hits_while_the_composer_shrinks(browser: Browser, cluster: Cluster) -> None:
    with window(browser, viewport={"width": 360, "height": 500}) as context:
        page = at(context.new_page(), cluster.servers[0].url)
        button = page.get_by_role("button", name="Cut the link to S2")
        page.locator("#story").evaluate("node => node.remove()")
        page.locator(".posts").evaluate("node => node.remove()")
        page.get_by_label("Write a post on S1").focus()
        page.evaluate("window.scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })")
        before = button.bounding_box()
        assert before is not None
        page.mouse.move(before["x"] + 9, before["y"] + before["height"] - 3)
        page.mouse.down()
        page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        page.mouse.up()
        page.get_by_role("button", name="Heal the link to S2").click()
        expect(button).to_be_visible()


def test_chips_have_units_and_times_are_relative(page: Page) -> None:
    with Cluster(["S1"], []) as cluster, Feed(cluster.servers[0].url) as feed:
        feed.post("A", "timed")
        at(page, cluster.servers[0].url)
        expect(page.locator(".chip")).to_have_text(["1 update of S1"])
        feed.post("A", "again")
        expect(page.locator(".chip")).to_have_text(["2 updates of S1"])
        expect(page.locator("article time").first).to_have_text("just now")
        ages = [0, 59, 61, 2 * 3600, 86_400, 40 * 86_400, -120]
        of_each = "ages.map((s) => times.ago(1e12 - s * 1000, 1e12))"
        words = page.evaluate(
            f"async (ages) => {{ const times = await import('/page/times.js'); return {of_each} }}", ages
        )
        assert words == [
            "just now",
            "59 seconds ago",
            "1 minute ago",
            "2 hours ago",
            "yesterday",
            "last month",
            "in 2 minutes",
        ]
        odd = page.evaluate("async () => (await import('/page/times.js')).timeOf(9e15).textContent")
        assert odd == "at an unknown time"


def test_post_that_cannot_be_shown_leaves_the_others(one: Page, feeds: tuple[Feed, Feed]) -> None:
    good = feeds[0].post("A", "a good post")
    bad = feeds[0].post("A", "a bad post")
    feeds[0].like(bad)
    expect(likes(post_of(one, "a bad post"))).to_have_text("1")
    path = re.compile(re.escape(f"{quote(str(bad), safe='~')}/entries"))
    one.route(path, lambda route: route.fulfill(status=500, body="{}"))
    feeds[0].like(bad)
    feeds[0].like(good, by=5)
    expect(likes(post_of(one, "a good post"))).to_have_text("5")
    expect(one.get_by_role("status")).to_have_text("refused with status 500")


def test_page_is_usable_with_the_keyboard(page: Page) -> None:
    with Cluster(["S1", "S2"]) as cluster, Feed(cluster.servers[0].url) as feed:
        feed.post("A", "older")
        one = at(page, cluster.servers[0].url)
        expect(post_of(one, "older")).to_be_visible()
        order = "[document.activeElement.getAttribute('aria-label') || document.activeElement.labels?.[0]?.textContent"
        order += " || document.activeElement.textContent, getComputedStyle(document.activeElement).outlineStyle]"
        one.locator("body").press("Tab")
        stops = []
        for _ in range(8):
            stops.append(one.evaluate(order))
            one.keyboard.press("Tab")
        names = ["Skip to the feed", "The story", "S1:1, a post with clock [S1:1]", "S2"]
        names += ["Cut the link to S2", "Write a post on S1", "Your name", "Post"]
        for (name, outline), expected in zip(stops, names, strict=True):
            assert name == expected
            assert outline == "solid" or name.startswith("S1:1")
        one.get_by_label("Write a post on").focus()
        one.keyboard.type("by keyboard")
        one.keyboard.press("Control+Enter")
        shown = post_of(one, "by keyboard")
        expect(shown).to_be_visible()
        for _ in range(3):
            one.keyboard.press("Tab")
        expect(shown.locator(".like")).to_be_focused()
        one.keyboard.press("Enter")
        expect(likes(shown)).to_have_text("1")
        expect(shown.locator(".undo")).to_be_visible()
        one.keyboard.press("Tab")
        one.keyboard.press("Space")
        expect(likes(shown)).to_have_text("0")
        one.get_by_role("button", name="Cut the link to S2").focus()
        one.keyboard.press("Space")
        expect(one.get_by_role("button", name="Heal the link to S2")).to_be_focused()
        one.keyboard.press("Space")
        expect(one.get_by_role("button", name="Cut the link to S2")).to_be_visible()


def test_like_for_an_absent_server_counts_once(
    one: Page, two: Page, cluster: Cluster, feeds: tuple[Feed, Feed]
) -> None:
    post = feeds[0].post("A", "patience")
    shown = post_of(two, "patience")
    expect(likes(shown)).to_have_text("0")
    server = cluster.servers[1]
    server.end(SIGKILL)
    expect(one.get_by_role("status")).to_have_text("S2: does not answer")
    expect(one.locator(".peers li")).to_have_attribute("data-state", "away")
    expect(two.locator(".badge")).to_have_text("no answer, trying again")
    expect(one.locator(".peers li .words")).to_have_attribute("title", re.compile("Error"))
    shown.locator(".like").click()
    words = "S2 does not answer; the page will send this once, when it is back"
    expect(two.get_by_role("status")).to_have_text(words)
    feeds[0].like(post)
    server.begin()
    server.listening()
    expect(two.locator(".badge")).to_have_text("live")
    expect(likes(shown)).to_have_text("2")
    expect(likes(post_of(one, "patience"))).to_have_text("2")
    expect(one.locator(".peers li")).to_have_attribute("data-state", "in-touch")
    assert feeds[0].entries(post) == {"S1": (1, 0), "S2": (1, 0)}


def test_older_posts_are_loaded_on_request(page: Page) -> None:
    with Cluster(["S1"], []) as cluster, Feed(cluster.servers[0].url) as feed:
        at(page, cluster.servers[0].url)
        expect(page.get_by_text("No posts yet")).to_be_visible()
        for n in range(25):
            feed.post("A", f"post {n}")
        older = page.get_by_role("button", name="Older posts")
        expect(page.locator("article")).to_have_count(20)
        older.click()
        expect(page.locator("article")).to_have_count(25)
        expect(page.locator("article > .text")).to_have_text([f"post {n}" for n in reversed(range(25))])
        expect(older).to_be_hidden()


def test_further_comments_are_loaded_on_request(one: Page, feeds: tuple[Feed, Feed]) -> None:
    post = feeds[0].post("A", "much discussed")
    for n in range(52):
        feeds[0].comment(post, "B", f"comment {n}")
    shown = post_of(one, "much discussed")
    expect(talk(shown)).to_have_text("52")
    talk(shown).click()
    expect(shown.locator(".comments li")).to_have_count(50)
    shown.get_by_role("button", name="More comments").click()
    expect(shown.locator(".comments .text")).to_have_text([f"comment {n}" for n in range(52)])
    expect(shown.get_by_role("button", name="More comments")).to_be_hidden()


def test_peer_state_is_shown_in_words(one: Page) -> None:
    peers = [
        {"state": "in touch", "behind": 0, "ahead": 0},
        {"state": "in touch", "behind": 3, "ahead": 1},
        {"state": "away", "behind": 0, "ahead": 2},
        {"state": "cut", "behind": 2, "ahead": 1},
    ]
    words = one.evaluate("async (peers) => peers.map((await import('/page/status.js')).inWords)", peers)
    assert words == [
        "in touch",
        "in touch · lacks 3 updates of the peer · the peer lacks 1 update",
        "does not answer · the peer lacks 2 updates",
        "link cut · lacks 2 updates of the peer · the peer lacks 1 update",
    ]


def test_wrong_token_is_refused_with_a_sentence(page: Page, tmp_path: Path) -> None:
    (tmp_path / "tokens").write_text("open-sesame\n", encoding="utf-8")
    with (
        Cluster(["S1"], ["--token-file", str(tmp_path / "tokens")]) as cluster,
        Feed(cluster.servers[0].url, "open-sesame") as feed,
    ):
        feed.post("A", "for members")
        page.goto(cluster.servers[0].url)
        token = page.get_by_role("textbox", name="This server wants a token")
        expect(token).to_be_visible()
        expect(page.get_by_role("alert")).to_be_hidden()
        token.fill("guessed")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("The server refused this token. Check it, and enter it again.")
        expect(token).to_have_attribute("aria-invalid", "true")
        token.fill("open-sesame")
        page.keyboard.press("Enter")
        expect(post_of(page, "for members")).to_be_visible()
        expect(page.get_by_role("button", name="Cut the link")).to_have_count(0)
        page.get_by_role("button", name="Like the post of A").click()
        expect(likes(post_of(page, "for members"))).to_have_text("1")
