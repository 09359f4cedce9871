"""The page of the demonstration: all servers side by side, the story step by step, and the forwarded requests."""

from __future__ import annotations

import json
import os
import re
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import httpx2
import pytest
from playwright.sync_api import ViewportSize, expect
from tests.web.browsing import DESKTOP, Window, chromium, complaints, in_chromium, likes, post_of, window
from tests.web.connecting import until

from antichain.conformance.commands.feed.demo.page_server import application, serving
from antichain.conformance.commands.feed.demo.stage import Stage
from antichain.conformance.commands.feed.demo.steps import Steps
from antichain.impl.client import Feed
from antichain.impl.testing.local_cluster import Cluster

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

    from antichain.impl.testing.local_cluster import Server

pytestmark = pytest.mark.slow

HELD = "ANTICHAIN_PICTURES"
"""The variable of the environment that names the folder in which the pictures are kept."""

LARGEST = 200_000
"""Bytes of a picture at most."""

RULES = ("truth", "feed", "article", "last_writer")
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
PICTURED: ViewportSize = {"width": 1280, "height": 1120}
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with Cluster(["S1", "S2"]) as cluster:
        yield cluster


@contextmanager
def demonstration(cluster: Cluster) -> Iterator[str]:
    """Heal all links, and serve the page of the servers, with the story at its beginning."""
    servers = {server.name: server.url for server in cluster.servers}
    with Feed(servers["S1"]) as one, Feed(servers["S2"]) as two:
        for feed, other in (one, "S2"), (two, "S1"):
            feed.link(servers[other], cut=False)
        until(lambda: all(peer.state == "in touch" for feed in (one, two) for peer in feed.state().peers))
    with Stage(cluster) as stage, serving(application(servers, Steps(stage))) as url:
        yield url


@pytest.fixture
def url(cluster: Cluster) -> Iterator[str]:
    with demonstration(cluster) as url:
        yield url


@pytest.fixture
def client(url: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=url) as client:
        yield client


@pytest.fixture(scope="module")
def shared_window(browser: Browser) -> Iterator[Window]:
    with browser.new_context(viewport=DESKTOP) as context:
        yield Window(context)


@pytest.fixture
def page(shared_window: Window, url: str) -> Iterator[Page]:
    with shared_window.page() as page:
        yield shown(page, url)


def shown(page: Page, url: str) -> Page:
    page.goto(url)
    expect(page.locator("#page")).to_be_visible()
    return page


def server(page: Page, name: str) -> Locator:
    return page.locator(f".server[data-server='{name}']")


def newest(column: Locator, text: str) -> Locator:
    return post_of(column, text).first


def readings(page: Page) -> list[list[str]]:
    rows = page.locator("#readings tbody tr").all()
    return [[row.locator(f"td[data-rule={rule}]").inner_text() for rule in RULES] for row in rows]


@contextmanager
def ended(server: Server) -> Iterator[None]:
    """End a server, and start it again after the block."""
    server.end()
    yield
    server.begin()
    server.listening()


def step(page: Page, number: int) -> None:
    for _ in range(number):
        before = page.locator("#progress").inner_text()
        page.locator("#next").click()
        expect(page.locator("#progress")).not_to_have_text(before)


@in_chromium
def test_story_plays_step_by_step_beside_its_rivals(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("One feed, two servers")
    step(page, 3)
    expect(page.locator("#step")).to_have_text("A reader likes the post on S1.")
    expect(page.locator("[aria-current=step]")).to_have_text("B likes on S1")
    assert readings(page) == [["1", "1", "1", "1"], ["0", "0", "0", "0"]]
    expect(likes(newest(server(page, "S1"), "Who likes this post?"))).to_have_text("1")
    expect(server(page, "S2").locator(".apart").first).to_have_text("0 here; S1 last said 0")
    expect(page.locator(".cut-name")).to_have_text(["cut"])
    step(page, 1)
    assert readings(page) == [["1", "1", "1", "1"]] * 2
    step(page, 1)
    assert readings(page) == [["2", "2", "2", "✗ 1"]] * 2
    expect(page.locator("#remarks li")).to_have_text(["S1, S2: last writer wins loses 1 like."])
    for name in ("S1", "S2"):
        expect(likes(newest(server(page, name), "Who likes this post?"))).to_have_text("2")
    step(page, 8)
    assert readings(page) == [["3", "3", "✗ 4", "✗ 2"]] * 2
    expect(page.locator("td.wrong")).to_have_text(["✗ 4", "✗ 2"] * 2)
    sentence = "S1, S2: the article's rule counts 1 like twice; last writer wins loses 1 like."
    expect(page.locator("#remarks li")).to_have_text([sentence])
    expect(page.locator("#next")).to_have_text("Once more")
    before = post_of(server(page, "S1"), "Who likes this post?").count()
    step(page, 1)
    expect(page.locator("#progress")).to_have_text("step 1 of 13")
    expect(post_of(server(page, "S1"), "Who likes this post?")).to_have_count(before + 1)


@in_chromium
def test_story_plays_automatically_and_pauses(page: Page) -> None:
    page.get_by_role("button", name="Play all").click()
    expect(page.locator("#progress")).to_have_text(re.compile(r"step ([2-9]|1\d) of 13"))
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play the rest")).to_be_visible()


@in_chromium
def test_picture_shows_the_updates_of_every_server(shared_window: Window) -> None:
    with Cluster(["S1", "S2"]) as fresh, demonstration(fresh) as url, shared_window.page() as page:
        step(shown(page, url), 4)
        expect(page.locator(".mark")).to_have_count(3)
        expect(page.locator("[data-edge]")).to_have_count(1)
        expect(page.locator(".received")).to_have_count(0)
        step(page, 1)
        expect(page.locator(".received")).to_have_count(2)


@in_chromium
def test_page_writes_to_both_servers(page: Page) -> None:
    one, two = server(page, "S1"), server(page, "S2")
    one.get_by_label("Write a post on S1").fill("from one page")
    one.get_by_role("button", name="Post", exact=True).click()
    expect(likes(post_of(two, "from one page"))).to_have_text("0")
    one.get_by_role("button", name="Cut the link to S2").click()
    expect(two.get_by_role("button", name="Heal the link to S1")).to_be_visible()
    post_of(one, "from one page").locator(".like").click()
    post_of(two, "from one page").locator(".like").click()
    expect(two.locator(".apart").first).to_have_text("1 here; S1 last said 0")
    two.get_by_role("button", name="Heal the link to S1").click()
    for column in (one, two):
        expect(likes(post_of(column, "from one page"))).to_have_text("2")


@in_chromium
def test_demo_page_has_no_axe_violation(page: Page) -> None:
    assert complaints(page) == []
    step(page, 12)
    page.get_by_text("The three rules").click()
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert complaints(page) == []


@in_chromium
def test_phone_shows_the_servers_one_below_the_other(browser: Browser, url: str) -> None:
    with window(browser, viewport=PHONE, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        page.goto(url)
        step(page, 4)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_demo_page_has_the_content_policy_of_the_servers(client: httpx2.Client) -> None:
    for path in ("/", "/demo/demo.js", "/page/view.js"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example:80", ""])
def test_request_with_a_foreign_host_is_misdirected(client: httpx2.Client, host: str) -> None:
    assert client.get("/story", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/story/next", "/S1/api/posts"])
def test_write_from_a_foreign_origin_is_refused(client: httpx2.Client, path: str, headers: dict[str, str]) -> None:
    before = client.get("/S1/api/state").json()["origins"]
    answer = client.post(path, json={"author": "A", "text": "x"}, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "foreign-origin")
    assert client.get("/S1/api/state").json()["origins"] == before


def test_proxy_forwards_only_the_api(client: httpx2.Client) -> None:
    assert client.get("/S1/api/state").json()["name"] == "S1"
    assert client.post("/S2/api/posts", json={"author": "A", "text": "x"}).status_code == 201
    assert client.get("/S2/api/posts?limit=1").json()["posts"][0]["text"] == "x"
    assert client.get("/S3/api/state").status_code == 404
    assert client.get("/S1/peer/export").status_code == 404
    assert client.get("/S1/api/events").status_code == 404
    assert client.get("/S1/metrics").status_code == 404
    assert client.post("/S1/api/posts", content=b"x" * 65_537).status_code == 413


@pytest.mark.parametrize("path", ["/S1/api/../metrics", "/S1/api/%2e%2e/metrics", "/S1/api/x/..%2f..%2f../metrics"])
def test_proxy_refuses_paths_that_leave_the_api(url: str, path: str) -> None:
    connection = HTTPConnection(url.removeprefix("http://"))  # it sends the path as it is; other clients shorten it
    connection.request("GET", path)
    assert connection.getresponse().status == 404
    connection.close()


def test_repeated_key_through_the_proxy_counts_once(client: httpx2.Client) -> None:
    dots = {
        client.post("/S1/api/posts", json={"author": "A", "text": "x"}, headers={"Idempotency-Key": "k"}).json()["dot"]
        for _ in range(2)
    }
    assert len(dots) == 1


def test_request_to_an_ended_server_is_a_bad_gateway(client: httpx2.Client, cluster: Cluster) -> None:
    with ended(cluster.servers[1]):
        answer = client.get("/S2/api/state")
        assert (answer.status_code, answer.json()["error"]["code"]) == (502, "away")
        assert client.get("/S1/api/state").status_code == 200


def test_stream_has_the_events_of_all_servers(client: httpx2.Client, cluster: Cluster) -> None:
    with client.stream("GET", "/events") as answer:
        lines = (line.removeprefix("data: ") for line in answer.iter_lines() if line)
        first = [json.loads(next(lines)) for _ in cluster.servers]
        assert {event["server"]: event["state"]["name"] for event in first} == {"S1": "S1", "S2": "S2"}
        with Feed(cluster.servers[0].url) as feed:
            post = feed.post("A", "heard")
        heard: set[str] = set()
        while len(heard) < 2:
            event = json.loads(next(lines))
            if event["state"]["origins"].get(post.origin, 0) >= post.n:
                heard.add(event["server"])
        with ended(cluster.servers[1]):
            while (event := json.loads(next(lines)))["server"] == "S1":
                pass
            assert event == {"server": "S2", "state": None}


@in_chromium
def test_ended_server_is_marked_on_the_page(page: Page, cluster: Cluster) -> None:
    with ended(cluster.servers[1]):
        expect(server(page, "S2").locator(".badge")).to_have_text("no answer, trying again")
        expect(server(page, "S1").locator(".badge")).to_have_text("live")
        server(page, "S1").get_by_label("Write a post on S1").fill("still here")
        server(page, "S1").get_by_role("button", name="Post", exact=True).click()
        expect(post_of(server(page, "S1"), "still here")).to_be_visible()
    expect(server(page, "S2").locator(".badge")).to_have_text("live")
    expect(post_of(server(page, "S2"), "still here")).to_be_visible()


@in_chromium
@pytest.mark.thorough
def test_document_pictures_are_small(browser: Browser, tmp_path: Path) -> None:
    folder = Path(os.environ.get(HELD, tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    with (
        Cluster(["S1", "S2"]) as fresh,
        demonstration(fresh) as url,
        window(browser, viewport=PICTURED, reduced_motion="reduce") as context,
    ):
        page = shown(context.new_page(), url)
        step(page, 12)
        page.locator(".mark").last.focus()
        expect(page.get_by_role("status")).to_have_text("")
        page.evaluate("window.scrollTo({ top: 0, behavior: 'instant' })")
        page.screenshot(path=folder / "feed.png")
        page.locator(".picture").screenshot(path=folder / "feed-picture.png")
        page.emulate_media(color_scheme="dark")
        page.screenshot(path=folder / "feed-dark.png")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(PHONE)
        page.evaluate("window.scrollTo({ top: 0, behavior: 'instant' })")
        page.screenshot(path=folder / "feed-phone.png")
    for name in ("feed.png", "feed-picture.png", "feed-dark.png", "feed-phone.png"):
        assert (folder / name).stat().st_size < LARGEST
