"""The space-time picture of the page: lanes, marks, arrows, gaps, and what the reader can find out from it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from playwright.sync_api import expect
from tests.web.browsing import at, in_chromium, post_of

from antichain.impl.client import Feed
from antichain.impl.feed.dots import site_of
from antichain.impl.testing.local_cluster import Cluster

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [in_chromium, pytest.mark.slow]

LAYOUT = """async ([updates, cuts, heads]) => {
  const { layout } = await import('/page/layout.js');
  const { updates: placed, gaps, lanes } = layout(updates, cuts, heads ?? {});
  return { columns: Object.fromEntries(placed.map(({ dot, column }) => [dot, column])), gaps, lanes };
}"""


def mark(page: Page, dot: object) -> Locator:
    return page.locator(f".mark[data-dot='{dot}']")


def update(dot: str, **clock: int) -> dict[str, object]:
    origins = {f"{site}~0": n for site, n in clock.items()}
    site, n = dot.split(":")
    return {"dot": f"{site}~0:{n}", "kind": "like", "at": 0, "clock": origins}


def origins(**clock: int) -> dict[str, int]:
    return {f"{site}~0": n for site, n in clock.items()}


def test_arrow_keys_move_through_the_picture(one: Page, feeds: tuple[Feed, Feed]) -> None:
    post = feeds[0].post("A", "looked at")
    like = mark(one, feeds[0].like(post))
    like.focus()
    expect(one.locator("#caption")).to_contain_text("a like with clock [S1:")
    one.keyboard.press("ArrowLeft")
    expect(mark(one, post)).to_be_focused()
    expect(one.locator("#caption")).to_contain_text("a post with clock [S1:")
    expect(like).to_have_attribute("data-relation", "future")
    one.keyboard.press("End")
    expect(like).to_be_focused()
    assert one.locator("#spacetime [tabindex='0']").count() == 1


def test_redraw_keeps_the_focus(one: Page, feeds: tuple[Feed, Feed]) -> None:
    post = feeds[0].post("A", "in focus")
    mark(one, feeds[0].like(post)).focus()
    one.keyboard.press("ArrowLeft")
    expect(mark(one, post)).to_be_focused()
    later = mark(one, feeds[0].like(post))
    expect(later).to_have_attribute("data-relation", "future")
    expect(mark(one, post)).to_be_focused()
    picture = one.locator("#spacetime svg").last
    before = picture.get_attribute("viewBox")
    one.set_viewport_size({"width": 500, "height": 700})
    expect(picture).not_to_have_attribute("viewBox", str(before))
    expect(mark(one, post)).to_be_focused()
    one.keyboard.press("End")
    expect(later).to_be_focused()


def test_focus_of_a_removed_mark_moves_to_the_oldest(page: Page) -> None:
    with Cluster(["S1"], []) as cluster, Feed(cluster.servers[0].url) as feed:
        at(page, cluster.servers[0].url)
        post = feed.post("A", "popular")
        likes = [feed.like(post) for _ in range(39)]
        mark(page, likes[-1]).focus()
        page.keyboard.press("Home")
        expect(mark(page, post)).to_be_focused()
        likes.append(feed.like(post))
        expect(mark(page, likes[-1])).to_be_visible()
        expect(mark(page, post)).to_have_count(0)
        expect(mark(page, likes[0])).to_be_focused()
        expect(page.locator("#caption")).to_contain_text("S1:2, a like with clock")
        assert page.locator("#spacetime [tabindex='0']").count() == 1


def test_pointing_shows_the_clock_and_concurrent_updates(
    one: Page, two: Page, feeds: tuple[Feed, Feed], cluster: Cluster
) -> None:
    post = feeds[0].post("A", "pointed at")
    expect(post_of(two, "pointed at")).to_be_visible()
    feeds[0].link(cluster.servers[0].peers[0], cut=True)
    here, there = feeds[0].like(post), feeds[1].like(post)
    feeds[0].link(cluster.servers[0].peers[0], cut=False)
    expect(mark(one, there)).to_be_visible()
    mark(one, here).hover()
    expect(one.locator("#caption")).to_contain_text(f"concurrent with S2:{there.n}")
    expect(mark(one, there)).to_have_attribute("data-relation", "concurrent")
    one.locator("h1").hover()
    expect(one.locator("#caption")).to_contain_text("Point at an update")
    expect(mark(one, there)).not_to_have_attribute("data-relation", re.compile("."))


def test_arrows_are_the_direct_causes_across_servers(
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
    expect(mark(one, made[-1])).to_be_visible()
    made.append(str(feeds[0].comment(post, "B", "now I know")))
    expect(mark(one, made[-1])).to_be_visible()

    clocks = {update.dot: update.clock for update in feeds[0].recent(40)}
    graph = nx.DiGraph()
    for x in clocks:
        origin, _, n = x.rpartition(":")
        graph.add_edges_from((x, y) for y in clocks if x != y and clocks[y].get(origin, 0) >= int(n))
    between = {f"{x} {y}" for x, y in nx.transitive_reduction(graph).edges if site_of(x) != site_of(y)}
    drawn = one.locator("[data-edge]").evaluate_all("edges => edges.map((edge) => edge.dataset.edge)")
    assert set(drawn) == between
    assert {f"{made[0]} {made[2]}", f"{made[3]} {made[4]}"} <= between
    columns = [mark(one, dot).evaluate("mark => mark.getCTM().e") for dot in made[1:3]]
    assert columns[0] == columns[1]


def test_cut_is_drawn_as_a_gap_around_updates_made_meanwhile(page: Page) -> None:
    with Cluster(["S1", "S2"]) as cluster, Feed(cluster.servers[0].url) as s1, Feed(cluster.servers[1].url) as s2:
        at(page, cluster.servers[0].url)
        post = s1.post("A", "before")
        expect(mark(page, post)).to_be_visible()
        expect(page.locator(".cut-name")).to_have_count(0)
        s1.link(cluster.servers[0].peers[0], cut=True)
        expect(page.locator(".cut-name")).to_have_text(["cut"])
        during = s1.like(post)
        meanwhile = s2.post("B", "meanwhile")
        s1.link(cluster.servers[0].peers[0], cut=False)
        expect(mark(page, meanwhile)).to_be_visible()
        expect(page.locator(".peers li")).to_have_attribute("data-state", "in-touch")
        after = s1.like(post)
        expect(mark(page, after)).to_be_visible()
        page.reload()
        expect(mark(page, after)).to_be_visible()
        gap = "line => [line.x1.baseVal.value, line.x2.baseVal.value]"
        start, end = page.locator("line.cut").evaluate(gap)
        x = {
            dot: mark(page, dot).evaluate("m => m.transform.baseVal[0].matrix.e")
            for dot in (post, during, meanwhile, after)
        }
        assert x[post] < start < x[during] < end < x[after]
        assert start < x[meanwhile] < end


def test_picture_draws_the_latest_forty_updates(page: Page) -> None:
    with Cluster(["S1"], []) as cluster, Feed(cluster.servers[0].url) as feed:
        at(page, cluster.servers[0].url)
        page.set_viewport_size({"width": 900, "height": 700})
        post = feed.post("A", "popular")
        for _ in range(45):
            last = feed.like(post)
        expect(mark(page, last)).to_be_in_viewport()
        expect(page.locator(".mark")).to_have_count(40)
        before = page.locator(".lane-name").bounding_box()
        oldest = page.locator(".mark").first
        expect(oldest).not_to_be_in_viewport()
        oldest.scroll_into_view_if_needed()
        expect(oldest).to_be_in_viewport()
        assert page.locator(".lane-name").bounding_box() == before


def test_update_after_a_cut_is_right_of_those_before(one: Page) -> None:
    updates = [update("S1:1", S1=1), update("S2:1", S2=1), update("S1:2", S1=2), update("S1:3", S1=3)]
    uncut = one.evaluate(LAYOUT, [updates, []])
    assert uncut["columns"] == {"S1~0:1": 0, "S2~0:1": 0, "S1~0:2": 1, "S1~0:3": 2}
    cut = {"servers": ["S1", "S2"], "from": origins(S1=2), "to": origins(S1=2, S2=1)}
    placed = one.evaluate(LAYOUT, [updates, [cut]])
    assert placed["columns"] == {"S1~0:1": 0, "S1~0:2": 1, "S2~0:1": 2, "S1~0:3": 3}
    assert [(gap["first"], gap["last"], gap["whole"]) for gap in placed["gaps"]] == [(2, 2, True)]


def test_gap_is_whole_if_every_link_across_it_is_cut(one: Page) -> None:
    updates = [update(f"S{i}:1", **{f"S{i}": 1}) for i in (1, 2, 3)]
    links = [["S1", "S2"], ["S1", "S3"], ["S3", "S1"]]
    cuts: list[dict[str, object]] = [{"servers": link, "from": {}, "to": None} for link in links]
    gaps = one.evaluate(LAYOUT, [updates, cuts])["gaps"]
    assert [(gap["lane"], gap["whole"], gap["links"]) for gap in gaps] == [
        (0, True, ["S1–S2", "S1–S3"]),
        (1, False, ["S1–S3"]),
    ]


def test_server_without_updates_has_a_lane(one: Page) -> None:
    placed = one.evaluate(LAYOUT, [[update("S1:1", S1=1)], [], {"S1": origins(S1=1), "S9": None}])
    assert placed["lanes"] == ["S1", "S9"]


DRAWN = """async ([updates, cuts, heads]) => {
  const { Spacetime } = await import('/page/spacetime.js');
  const box = document.createElement('div');
  document.querySelector('main').append(box);
  box.className = 'spacetime';
  new Spacetime({ box, caption: document.createElement('p') }).show(updates, cuts, heads);
  const [svg, note] = [box.querySelector('svg'), box.querySelector('.cut-name')];
  return { width: svg.width.baseVal.value, note: note.textContent, left: note.getBBox().x, wide: note.getBBox().width };
}"""


def test_note_of_a_new_cut_is_inside_the_picture(one: Page) -> None:
    one.set_viewport_size({"width": 360, "height": 740})
    updates = [update(f"S1:{n}", S1=n) for n in range(1, 21)]
    heads = {site: origins(S1=20) for site in ("S1", "S2", "S3")}
    cut = {"servers": ["S1", "S2"], "from": origins(S1=20), "to": None}
    drawn = one.evaluate(DRAWN, [updates, [cut], heads])
    assert drawn["note"] == "S1–S2 cut"
    assert drawn["left"] >= 0
    assert drawn["left"] + drawn["wide"] <= drawn["width"]
