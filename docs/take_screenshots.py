"""Takes the screenshots of the documentation from a site that serves the demo.

./bakeoff demo                                  # prints a password
.venv/bin/python docs/take_screenshots.py http://127.0.0.1:8000 PASSWORD
"""

import re
import sys
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

PLACE = Path(__file__).parent / "screenshots"
WIDTH, HEIGHT = 1200, 900
CHROMIUM = "/usr/bin/chromium"


def main(site: str, password: str) -> None:
    PLACE.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            size = ViewportSize(width=WIDTH, height=HEIGHT)
            page = browser.new_page(viewport=size, color_scheme=scheme)
            take_all(page, site, password, suffix="" if scheme == "light" else "-dark")
        browser.close()


def take_all(page: Page, site: str, password: str, *, suffix: str) -> None:
    page.goto(f"{site}/sign-in/")
    page.screenshot(path=PLACE / f"sign-in{suffix}.png")
    page.locator("input[name=username]").fill("demo")
    page.locator("input[name=password]").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.screenshot(path=PLACE / f"home{suffix}.png")
    page.get_by_role("link", name="python-fixes", exact=True).first.click()
    page.screenshot(path=PLACE / f"experiment{suffix}.png")
    page.locator("a[href^='/runs/']").first.click()
    page.screenshot(path=PLACE / f"run{suffix}.png")
    run = re.sub(r"[?#].*", "", page.url)
    page.goto(f"{run}#trade-offs")
    page.screenshot(path=PLACE / f"trade-offs{suffix}.png")
    page.goto(f"{run}diagnostics/")
    page.screenshot(path=PLACE / f"diagnostics{suffix}.png")
    page.goto(f"{run}pairwise/?a=albatross&b=heron&board=quality")
    page.screenshot(path=PLACE / f"pairwise{suffix}.png")
    page.goto(f"{run}attempts/?arm=heron&state=succeeded")
    page.screenshot(path=PLACE / f"attempts{suffix}.png")
    page.locator("a[href^='/attempts/']").first.click()
    page.screenshot(path=PLACE / f"attempt{suffix}.png")


if __name__ == "__main__":
    main(*sys.argv[1:3])
