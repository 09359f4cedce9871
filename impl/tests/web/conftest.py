"""A browser, and two servers behind the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.web.browsing import at, chromium, window

from antichain.impl.client import Feed
from antichain.impl.testing.local_cluster import Cluster

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page


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
