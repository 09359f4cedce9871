"""A browser, and pages opened from files."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from tests.report.made_results import results
from tests.web.browsing import chromium, window

from antichain.conformance.report.html.page import render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from antichain.conformance.engine.results.lines import Results


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Callable[..., AbstractContextManager[Page]]:
    """Return a function that opens the page of results from a file; no script may fail in it, and it loads nothing."""

    @contextmanager
    def opening(shown: Results | None = None, **options: Any) -> Iterator[Page]:  # noqa: ANN401 — what Playwright takes
        path = tmp_path / "report.html"
        path.write_text(render(shown or results()), encoding="utf-8")
        with window(browser, **options) as context:
            page = context.new_page()
            requested: list[str] = []
            complaints: list[str] = []
            page.on("request", lambda request: requested.append(request.url))
            page.on("console", lambda message: complaints.append(message.text))
            page.goto(path.as_uri())
            if options.get("java_script_enabled", True):
                expect(page.locator("#theme")).to_be_visible()
            yield page
            assert requested == [path.as_uri()]
            assert not complaints

    return opening
