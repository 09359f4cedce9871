"""The page in a real browser, with real servers behind it."""

from __future__ import annotations

import re
import shutil
import urllib.request
from contextlib import contextmanager
from signal import SIGKILL
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from antichain.impl.client import Feed
from antichain.impl.cluster import Cluster
from antichain.impl.dots import site_of
from antichain.impl.pages import PAGE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Locator

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]

pytestmark = pytest.mark.skipif(
    CHROMIUM is None,
    reason=f"there is no Chromium on the PATH ({', '.join(NAMES)}); on Debian: apt-get install chromium",
)

MARKUP = "<img src=x onerror='window.harmed = 1'><script>window.harmed = 1</script>&amp;\u202e\"'`${1}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with Cluster(["S1", "S2"]) as cluster:
        yield cluster


@pytest.fixture
def feeds(cluster: Cluster) -> Iterator[tuple[Feed, Feed]]:
    with Feed(cluster.servers[0].url) as one, Feed(cluster.servers[1].url) as two:
        yield one, two


@contextmanager
def window(browser: Browser, **options: Any) -> Iterator[BrowserContext]:  # noqa: ANN401 — whatever a window can be
    """A window of its own, for a page in the background is slow; in it nothing may go wrong unnoticed."""
    with browser.new_context(**options) as context:
        wrong: list[str] = []
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        context.on("dialog", lambda dialog: wrong.append(dialog.message))
        yield context
        assert not wrong


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with window(browser) as context:
        yield context


@pytest.fixture
def one(context: BrowserContext, cluster: Cluster) -> Page:
    return at(context, cluster.servers[0].url)


@pytest.fixture
def two(browser: Browser, cluster: Cluster) -> Iterator[Page]:
    with window(browser) as context:
        yield at(context, cluster.servers[1].url)


def at(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(url)
    expect(page.locator("#connection")).to_have_text("live")
    return page


def compose(page: Page, author: str, text: str) -> None:
    page.get_by_label("Your name").fill(author)
    page.get_by_label("What is new?").fill(text)
    page.get_by_role("button", name="Post", exact=True).click()


def post_of(page: Page, text: str) -> Locator:
    return page.locator("article", has=page.get_by_text(text, exact=True))


def likes(post: Locator) -> Locator:
    return post.locator(".like .count")


def test_cut_like_on_both_heal_and_both_read_the_same(one: Page, two: Page) -> None:
    compose(one, "A", "the article")
    mine, theirs = post_of(one, "the article"), post_of(two, "the article")
    expect(likes(theirs)).to_have_text("0")
    one.get_by_role("switch", name="Link to S2").click()
    expect(one.locator("#peers li")).to_have_attribute("data-state", "cut")
    mine.get_by_role("button", name="Like the post of A").click()
    theirs.get_by_role("button", name="Like the post of A").click()
    expect(one.get_by_role("status")).to_have_text("liked the post of A")
    expect(likes(mine)).to_have_text("1")
    expect(likes(theirs)).to_have_text("1")
    before = [page.locator("#clock").inner_text() for page in (one, two)]
    assert before[0] != before[1]
    one.get_by_role("switch", name="Link to S2").click()
    for page, post in ((one, mine), (two, theirs)):
        expect(likes(post)).to_have_text("2")
        expect(page.locator("#peers li")).to_have_attribute("data-state", "in-touch")
    assert one.locator("#clock").inner_text() == two.locator("#clock").inner_text()
    mine.get_by_text("Why this number?").click()
    expect(mine.locator(".reason li")).to_have_text(["S1 counted 1", "S2 counted 1"])
    expect(mine.locator(".reason")).to_contain_text("1 pair of its updates was made without knowing of each other")
    theirs.get_by_role("button", name="Take back a like of the post of A").click()
    expect(likes(mine)).to_have_text("1")
    expect(likes(theirs)).to_have_text("1")


def test_what_happens_elsewhere_appears_without_reloading(one: Page, feeds: tuple[Feed, Feed]) -> None:
    one.evaluate("window.before = true")
    post = feeds[1].post("C", "from elsewhere")
    shown = post_of(one, "from elsewhere")
    expect(likes(shown)).to_have_text("0")
    feeds[1].like(post, by=2**60)
    expect(likes(shown)).to_have_text(r"1152… (19 digits)")
    shown.get_by_text("Comment", exact=True).first.click()
    feeds[1].comment(post, "D", "first")
    expect(shown.locator(".comments li .text")).to_have_text(["first"])
    assert one.evaluate("window.before")


def test_half_written_words_and_the_focus_survive_news(one: Page, feeds: tuple[Feed, Feed]) -> None:
    post = feeds[0].post("A", "being answered")
    shown = post_of(one, "being answered")
    shown.get_by_text("Comment", exact=True).first.click()
    answer = shown.get_by_label("Comment on the post of A")
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
    expect(shown.locator("summary").first).to_have_text("1 comment")


def test_the_keyboard_is_enough(one: Page, feeds: tuple[Feed, Feed]) -> None:
    feeds[0].post("A", "older")
    expect(post_of(one, "older")).to_be_visible()
    order = "[document.activeElement.id || document.activeElement.getAttribute('aria-label')"
    order += " || document.activeElement.textContent, getComputedStyle(document.activeElement).outlineStyle]"
    one.locator("body").press("Tab")
    stops = []
    for _ in range(6):
        stops.append(one.evaluate(order))
        one.keyboard.press("Tab")
    assert stops == [[name, "solid"] for name in ("Skip to the feed", "S2", "Link to S2", "author", "text", "Post")]
    one.get_by_label("What is new?").focus()
    one.keyboard.type("by keyboard")
    one.keyboard.press("Control+Enter")
    shown = post_of(one, "by keyboard")
    expect(shown).to_be_visible()
    one.keyboard.press("Tab")
    one.keyboard.press("Tab")
    expect(shown.locator(".like")).to_be_focused()
    one.keyboard.press("Enter")
    expect(likes(shown)).to_have_text("1")
    one.keyboard.press("Tab")
    one.keyboard.press("Space")
    expect(likes(shown)).to_have_text("0")
    one.get_by_role("switch").focus()
    one.keyboard.press("Space")
    expect(one.get_by_role("switch")).to_have_attribute("aria-checked", "false")
    one.keyboard.press("Space")
    expect(one.get_by_role("switch")).to_have_attribute("aria-checked", "true")


def test_the_arrow_keys_go_through_the_picture(one: Page, feeds: tuple[Feed, Feed]) -> None:
    post = feeds[0].post("A", "looked at")
    mark = one.locator(f".mark[data-dot='{feeds[0].like(post)}']")
    mark.focus()
    expect(one.locator("#caption")).to_contain_text("a like with clock [S1:")
    one.keyboard.press("ArrowLeft")
    expect(one.locator(f".mark[data-dot='{post}']")).to_be_focused()
    expect(one.locator("#caption")).to_contain_text("a post with clock [S1:")
    expect(mark).to_have_attribute("data-relation", "future")
    one.keyboard.press("End")
    expect(mark).to_be_focused()
    assert one.locator("#spacetime [tabindex='0']").count() == 1


def test_the_arrows_of_the_picture_are_what_happened_before(
    one: Page, two: Page, feeds: tuple[Feed, Feed], cluster: Cluster
) -> None:
    post = feeds[0].post("A", "pictured")
    expect(post_of(two, "pictured")).to_be_visible()
    links = [(feed, peer) for feed, server in zip(feeds, cluster.servers, strict=True) for peer in server.peers]
    for feed, peer in links:
        feed.link(peer, cut=True)
    made = [str(post), str(feeds[0].like(post)), str(feeds[1].like(post)), str(feeds[1].unlike(post))]
    for feed, peer in links:
        feed.link(peer, cut=False)
    expect(one.locator(f".mark[data-dot='{made[-1]}']")).to_be_visible()
    made.append(str(feeds[0].comment(post, "B", "now I know")))
    expect(one.locator(f".mark[data-dot='{made[-1]}']")).to_be_visible()

    clocks = {update.dot: update.clock for update in feeds[0].recent(16)}
    graph = nx.DiGraph()
    for x in clocks:
        origin, _, n = x.rpartition(":")
        graph.add_edges_from((x, y) for y in clocks if x != y and clocks[y].get(origin, 0) >= int(n))
    between = {f"{x} {y}" for x, y in nx.transitive_reduction(graph).edges if site_of(x) != site_of(y)}
    drawn = one.locator("[data-edge]").evaluate_all("edges => edges.map((edge) => edge.dataset.edge)")
    assert set(drawn) == between
    assert {f"{made[0]} {made[2]}", f"{made[3]} {made[4]}"} <= between
    columns = [one.locator(f".mark[data-dot='{dot}']").evaluate("mark => mark.getCTM().e") for dot in made[1:3]]
    assert columns[0] == columns[1]


def test_markup_stays_text(context: BrowserContext) -> None:
    with Cluster([MARKUP]) as cluster, Feed(cluster.servers[0].url) as feed:
        post = feed.post(MARKUP, MARKUP)
        feed.comment(post, MARKUP, MARKUP)
        page = at(context, cluster.servers[0].url)
        article = page.locator("article")
        article.locator(".talk summary").click()
        article.locator(".why summary").click()
        expect(article.locator("> .text")).to_have_text(MARKUP, use_inner_text=True)
        expect(article.locator(".comments .text")).to_have_text(MARKUP, use_inner_text=True)
        expect(article.locator(".comments strong")).to_have_text(MARKUP, use_inner_text=True)
        expect(article.locator(".reason li")).to_contain_text("counted 0")
        expect(page.locator("h1")).to_have_text(MARKUP, use_inner_text=True)
        expect(page.locator(".lane-name")).to_have_text(MARKUP)
        assert page.locator("img, main script, article *:is(script, img)").count() == 0
        assert page.evaluate("window.harmed") is None


def test_the_policy_lets_nothing_else_run(one: Page, cluster: Cluster) -> None:
    with urllib.request.urlopen(cluster.servers[0].url) as answer:  # noqa: S310 — our own server
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    script = "const s = document.createElement('script'); s.textContent = 'window.harmed = 1'; document.body.append(s)"
    for attempt in ("document.body.innerHTML = '<b>x</b>'", script, "document.write('x')"):
        said = one.evaluate(f"() => {{ try {{ {attempt} }} catch (error) {{ return error.name }} }}")
        assert said == "TypeError"
    assert one.evaluate("window.harmed") is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_it_all_without_moving(
    browser: Browser, cluster: Cluster, feeds: tuple[Feed, Feed], scheme: str
) -> None:
    feeds[0].post("A" * 200, "a_long_word_" * 50)
    size = {"width": 360, "height": 740}
    with window(browser, viewport=size, color_scheme=scheme, has_touch=True, is_mobile=True) as phone:
        page = phone.new_page()
        page.add_init_script(
            "window.moved = 0; const seen = (list) => list.getEntries().forEach((entry) => {"
            " if (!entry.hadRecentInput) window.moved += entry.value; });"
            "new PerformanceObserver(seen).observe({type: 'layout-shift', buffered: true})"
        )
        page.goto(cluster.servers[0].url)
        expect(page.locator("article").first).to_be_visible()
        expect(page.locator(".mark").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == 360
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
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (ground == "rgb(19, 19, 23)") == (scheme == "dark")


def test_everything_to_press_or_fill_has_a_name(one: Page, feeds: tuple[Feed, Feed]) -> None:
    feeds[0].post("A", "named")
    expect(post_of(one, "named")).to_be_visible()
    for control in one.locator("#page").locator("button, input, textarea, summary, a").all():
        if control.is_visible():
            assert control.evaluate("c => c.ariaLabel || c.labels?.[0]?.textContent || c.textContent").strip()
    assert one.get_by_role("status").get_attribute("aria-live") == "polite"
    assert one.locator("html").get_attribute("lang") == "en"
    assert one.title() == "S1 · feed"


def test_a_like_for_a_server_that_is_away_counts_once_when_it_is_back(
    one: Page, two: Page, cluster: Cluster, feeds: tuple[Feed, Feed]
) -> None:
    post = feeds[0].post("A", "patience")
    shown = post_of(two, "patience")
    expect(likes(shown)).to_have_text("0")
    server = cluster.servers[1]
    server.end(SIGKILL)
    expect(two.locator("#connection")).to_have_text("away, trying again")
    expect(one.locator("#peers li")).to_have_attribute("data-state", "away")
    expect(one.get_by_role("status")).to_have_text("S2 is away")
    expect(one.locator("#peers li .words")).to_have_attribute("title", re.compile("Error"))
    shown.locator(".like").click()
    expect(two.get_by_role("status")).to_have_text("S2 does not answer; this will be sent, once, when it is back")
    feeds[0].like(post)
    server.begin()
    server.listening()
    expect(two.locator("#connection")).to_have_text("live")
    expect(likes(shown)).to_have_text("2")
    expect(likes(post_of(one, "patience"))).to_have_text("2")
    expect(one.locator("#peers li")).to_have_attribute("data-state", "in-touch")
    assert feeds[0].entries(post) == {"S1": (1, 0), "S2": (1, 0)}


def test_older_posts_come_when_asked_for(context: BrowserContext) -> None:
    with Cluster(["S1"], []) as cluster, Feed(cluster.servers[0].url) as feed:
        page = at(context, cluster.servers[0].url)
        expect(page.get_by_text("Nothing yet")).to_be_visible()
        for n in range(25):
            feed.post("A", f"post {n}")
        older = page.get_by_role("button", name="Older posts")
        expect(page.locator("article")).to_have_count(20)
        older.click()
        expect(page.locator("article")).to_have_count(25)
        expect(page.locator("article > .text")).to_have_text([f"post {n}" for n in reversed(range(25))])
        expect(older).to_be_hidden()


def test_many_comments_come_when_asked_for(one: Page, feeds: tuple[Feed, Feed]) -> None:
    post = feeds[0].post("A", "much discussed")
    for n in range(52):
        feeds[0].comment(post, "B", f"comment {n}")
    shown = post_of(one, "much discussed")
    shown.get_by_text("52 comments").click()
    expect(shown.locator(".comments li")).to_have_count(50)
    shown.get_by_role("button", name="More comments").click()
    expect(shown.locator(".comments .text")).to_have_text([f"comment {n}" for n in range(52)])
    expect(shown.get_by_role("button", name="More comments")).to_be_hidden()


def test_the_standing_of_a_peer_in_words(one: Page) -> None:
    peers = [
        {"state": "in touch", "behind": 0, "ahead": 0},
        {"state": "in touch", "behind": 3, "ahead": 1},
        {"state": "away", "behind": 0, "ahead": 2},
        {"state": "cut", "behind": 2, "ahead": 1},
    ]
    words = one.evaluate("async (peers) => peers.map((await import('/page/status.js')).standing)", peers)
    assert words == ["in touch", "behind by 3", "away · it lacks 2", "cut · we lack 2, it lacks 1"]


def test_a_server_that_wants_a_token_gets_one(context: BrowserContext, tmp_path: Path) -> None:
    (tmp_path / "tokens").write_text("open-sesame\n", encoding="utf-8")
    with (
        Cluster(["S1"], ["--token-file", str(tmp_path / "tokens")]) as cluster,
        Feed(cluster.servers[0].url, "open-sesame") as feed,
    ):
        feed.post("A", "for members")
        page = context.new_page()
        page.goto(cluster.servers[0].url)
        for token in ("guessed", "open-sesame"):
            page.get_by_role("textbox", name="This server wants a token").fill(token)
            page.keyboard.press("Enter")
        expect(post_of(page, "for members")).to_be_visible()
        expect(page.get_by_role("switch")).to_have_count(0)
        page.get_by_role("button", name="Like the post of A").click()
        expect(likes(post_of(page, "for members"))).to_have_text("1")


def test_the_page_needs_nothing_from_elsewhere() -> None:
    for path in PAGE.iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text
        assert "https://" not in text
        assert "innerHTML" not in text
