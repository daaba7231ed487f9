"""Takes the screenshots of the documentation from a site that serves the demo.

./bakeoff demo                                  # prints a password
.venv/bin/python docs/take_screenshots.py http://127.0.0.1:8000 PASSWORD

Every page, some of them in the dark and as a phone shows them too. What a page has below the fold
is in its picture up to LONGEST pixels.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from playwright.sync_api import BrowserContext, Page, ViewportSize, sync_playwright

PLACE = Path(__file__).parent / "screenshots"
WIDE = ViewportSize(width=1200, height=800)
PHONE = ViewportSize(width=390, height=844)
LONGEST = 1400
CHROMIUM = "/usr/bin/chromium"
IN_THE_DARK = ("home", "run", "pairwise", "attempt")
ON_A_PHONE = ("home", "experiments", "run", "attempt")


def main(site: str, password: str) -> None:
    PLACE.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport=WIDE)
        pages = dict(pages_of(context, site, password))
        for name, address in pages.items():
            take(context, address, name, "light")
        for name in IN_THE_DARK:
            take(context, pages[name], f"{name}-dark", "dark")
        for name in ON_A_PHONE:
            take(context, pages[name], f"{name}-phone", "light", size=PHONE)
        context.clear_cookies()
        take(context, f"{site}/sign-in/", "sign-in", "light")
        browser.close()


def pages_of(context: BrowserContext, site: str, password: str) -> Iterator[tuple[str, str]]:
    """Name and address of every page, as somebody who has signed in comes by them."""
    page = context.new_page()
    sign_in(page, site, password)
    yield "home", f"{site}/organizations/demo/"
    yield "experiments", f"{site}/organizations/demo/experiments/"
    yield "evaluators", f"{site}/organizations/demo/evaluators/"
    yield "evaluator", follow(page, f"{site}/organizations/demo/evaluators/", "tbody th a")
    experiment = follow(page, f"{site}/organizations/demo/experiments/?q=python-fixes", FIXES)
    yield "experiment", experiment
    number = re.sub(r".*/experiments/([^/]+)/.*", r"\1", experiment)
    yield "editor", f"{site}/organizations/demo/experiments/new/?from={number}"
    run = follow(page, experiment, "a[href^='/runs/']")
    yield "run", run
    yield "trade-offs", f"{run}#trade-offs"
    yield "pairwise", f"{run}pairwise/?a=albatross&b=heron&board=quality"
    yield "side-by-side", f"{run}pairwise/task/?a=albatross&b=heron&task=text-wrap"
    yield "pairs", f"{run}pairs/"
    yield "tasks", f"{run}tasks/"
    yield "diagnostics", f"{run}diagnostics/"
    yield "replays", f"{run}replays/"
    yield "label", f"{run}label/"
    attempts = f"{run}attempts/?arm=heron&state=succeeded"
    yield "attempts", attempts
    attempt = follow(page, attempts, "a[href^='/attempts/']")
    yield "attempt", attempt
    yield "attempt-split", f"{attempt}?view=split"
    yield "admin", f"{site}/admin/"
    page.close()


# The experiment of that very name, not its pilot.
FIXES = "tbody th a:text-is('python-fixes')"


def sign_in(page: Page, site: str, password: str) -> None:
    page.goto(f"{site}/sign-in/")
    page.locator("input[name=username]").fill("demo")
    page.locator("input[name=password]").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}/")


def follow(page: Page, address: str, link: str) -> str:
    """Where the first such link of a page leads."""
    page.goto(address)
    page.locator(link).first.click()
    return re.sub(r"[?#].*", "", page.url)


def take(
    context: BrowserContext, address: str, name: str, scheme: str, *, size: ViewportSize = WIDE
) -> None:
    page = context.new_page()
    page.set_viewport_size(size)
    colours: Literal["dark", "light"] = "dark" if scheme == "dark" else "light"
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")
    page.goto(address)
    if "#" not in address:
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size(ViewportSize(width=size["width"], height=min(height, LONGEST)))
    page.screenshot(path=PLACE / f"{name}.png")
    page.close()


if __name__ == "__main__":
    main(*sys.argv[1:3])
