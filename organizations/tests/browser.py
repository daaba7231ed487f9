"""What every test in a real browser needs; the browser itself is the fixture `chromium`."""

import re
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]
# Where a colour fades from one scheme to the other, the one in between is nobody's choice.
FADED = """() => new Promise(requestAnimationFrame).then(
    () => Promise.all(document.getAnimations().map(each => each.finished)))"""
# What axe would load first is for rules about sound, of which there is none.
EVERYTHING = {"resultTypes": ["violations"], "preload": False}
CONTRAST = EVERYTHING | {"runOnly": ["color-contrast"]}


def arrive(page: Any, *, at: str) -> None:
    """Waits for an address with these words. A navigation that another one breaks off is not
    waited for: what counts is where the page ends."""
    from playwright.sync_api import expect

    expect(page).to_have_url(re.compile(re.escape(at)))


def barriers(page: Any) -> list[tuple[str, str, str, str]]:
    """What axe finds on the page as it is shown: address, rule, impact and the first element.

    The dark scheme changes colours alone, so their contrast alone is looked at once more.
    """
    from axe_playwright_python.sync_playwright import Axe

    page.emulate_media(color_scheme="light")
    page.evaluate(FADED)
    found = Axe().run(page, options=EVERYTHING).response["violations"]
    page.emulate_media(color_scheme="dark")
    page.evaluate(FADED)
    again = page.evaluate("options => axe.run(document, options)", CONTRAST)  # it is in the page
    found += again["violations"]
    return [(page.url, each["id"], each["impact"], each["nodes"][0]["html"]) for each in found]
