"""Write the pictures of an HTML report: ``python docs/pictures/report.py``.

The report is the one that the command below writes. The pictures show its top in light and in dark and on a phone, and
the view of its failure in the middle of the history.
"""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, ViewportSize, expect, sync_playwright

COMMAND = ["check", "py:antichain.conformance.zoo.wrong.article:target", "--bounds", "events=5", "--seed", "0"]
FOLDER = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DESKTOP: ViewportSize = {"width": 1280, "height": 1420}
PHONE: ViewportSize = {"width": 390, "height": 844}
STEP = 4
"""The step at which the failure is shown: B has updated, and has received nothing yet."""


def written(folder: str) -> str:
    """Return the address of the report, which the command writes into a folder."""
    run = [sys.executable, "-m", "antichain.conformance", *COMMAND, "--report", folder]
    subprocess.run(run, cwd=folder, capture_output=True, check=False)  # noqa: S603 — the command above
    return (Path(folder) / "report.html").as_uri()


def take(browser: Browser, address: str) -> None:
    """Take the pictures of the report at an address."""
    page = browser.new_page(viewport=DESKTOP)
    page.goto(address)
    expect(page.locator("svg[role=img]")).to_be_visible()
    page.screenshot(path=FOLDER / "report.png")
    page.emulate_media(color_scheme="dark")
    page.screenshot(path=FOLDER / "report-dark.png")
    page.emulate_media(color_scheme="light")
    page.get_by_role("button", name=f"Step {STEP}", exact=True).click()
    # The commands beneath are left out, since they name folders of this machine.
    page.evaluate("document.querySelectorAll('.step-scroll ~ *').forEach((node) => node.remove())")
    page.evaluate("document.querySelector('.top').remove()")
    page.locator(".view").screenshot(path=FOLDER / "report-failure.png")
    page.close()
    page = browser.new_page(viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True)
    page.goto(address)
    page.locator(".because").evaluate("node => node.scrollIntoView({ block: 'start', behavior: 'instant' })")
    page.screenshot(path=FOLDER / "report-phone.png")
    page.close()


if __name__ == "__main__":
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--headless", "--no-sandbox"])
        take(chromium, written(folder))
        chromium.close()
