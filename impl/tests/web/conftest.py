"""A browser, and two servers behind the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.web.browsing import DESKTOP, Window, at, chromium

from antichain.impl.client import Feed
from antichain.impl.testing.local_cluster import Cluster

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with Cluster(["S1", "S2"]) as cluster:
        yield cluster


@pytest.fixture
def feeds(cluster: Cluster) -> Iterator[tuple[Feed, Feed]]:
    with Feed(cluster.servers[0].url) as one, Feed(cluster.servers[1].url) as two:
        yield one, two


@pytest.fixture(scope="module")
def first_window(browser: Browser) -> Iterator[Window]:
    with browser.new_context(viewport=DESKTOP) as context:
        yield Window(context)


@pytest.fixture(scope="module")
def second_window(browser: Browser) -> Iterator[Window]:
    with browser.new_context(viewport=DESKTOP) as context:
        yield Window(context)


@pytest.fixture
def page(first_window: Window) -> Iterator[Page]:
    with first_window.page() as page:
        yield page


@pytest.fixture
def one(page: Page, cluster: Cluster) -> Page:
    return at(page, cluster.servers[0].url)


@pytest.fixture
def two(second_window: Window, cluster: Cluster) -> Iterator[Page]:
    with second_window.page() as page:
        yield at(page, cluster.servers[1].url)
