"""What the tests of the page do with a browser."""

from __future__ import annotations

import re
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]

in_chromium = pytest.mark.skipif(
    CHROMIUM is None,
    reason=f"Chromium is not on the PATH ({', '.join(NAMES)}); on Debian: apt-get install chromium",
)

DESKTOP: ViewportSize = {"width": 1280, "height": 720}
WHY = re.compile("^Why this number")

# An expectation that comes true passes at once; this bounds only how long a busy machine may take.
expect.set_options(timeout=30_000)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def window(browser: Browser, **options: Any) -> Iterator[BrowserContext]:  # noqa: ANN401 — what Playwright takes
    """Open a separate window, since a page in the background is slow; no script may fail in it."""
    with browser.new_context(**options) as context:
        wrong: list[str] = []
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        context.on("dialog", lambda dialog: wrong.append(dialog.message))
        yield context
        assert not wrong


class Window:
    """A window that tests use one after the other, since a new one takes a second; no script may fail in it."""

    def __init__(self, context: BrowserContext) -> None:
        self._wrong: list[str] = []
        self._page = context.new_page()
        context.on("weberror", lambda error: self._wrong.append(str(error.error)))
        context.on("dialog", lambda dialog: self._wrong.append(dialog.message))

    @contextmanager
    def page(self) -> Iterator[Page]:
        """Give the page to one test; what the test changed and what the browser kept is gone after it."""
        yield self._page
        self._page.unroute_all()
        self._page.evaluate("[localStorage, sessionStorage].forEach((storage) => storage.clear())")
        self._page.goto("about:blank")
        self._page.set_viewport_size(DESKTOP)
        self._page.emulate_media(color_scheme="light")
        self._page.mouse.move(0, 0)
        assert not self._wrong


def at(page: Page, url: str) -> Page:
    """Open the page of one server, and wait until it knows the names of its peers."""
    page.goto(url)
    expect(page.locator(".badge")).to_have_text("live")
    expect(page.locator("#page")).to_be_visible()
    expect(page.locator(".peers li[data-state='away']")).to_have_count(0)
    return page


def compose(page: Page, author: str, text: str) -> None:
    """Write a post."""
    page.get_by_label("Write a post on").fill(text)
    page.get_by_label("Your name").fill(author)
    page.get_by_role("button", name="Post", exact=True).click()


def post_of(page: Page | Locator, text: str) -> Locator:
    """Return the post with this text, on the page or a part of it."""
    root = page.page if isinstance(page, Locator) else page
    words = root.locator(".text", has_text=re.compile(f"^{re.escape(text)}$"))
    return page.locator("article").filter(has=words)


def likes(post: Locator) -> Locator:
    """Return the number of likes of a post."""
    return post.locator(".like .count")


def talk(post: Locator) -> Locator:
    """Return the button that shows the comments of a post."""
    return post.locator("button.talk")


def complaints(page: Page) -> list[str]:
    """Return what axe-core finds on the page: rules, and the elements that break them."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:160]} {node['failureSummary']}" for one in found for node in one["nodes"]]
