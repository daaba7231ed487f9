"""The pages in a real browser: nothing is blocked, nothing is out of reach, progress goes on."""

import pytest
from django.conf import settings
from django.urls import reverse

from experiments.run_controls import cancel_run
from experiments.tests.factories import AttemptFactory, RunArmFactory, RunFactory
from leaderboards.tests.published import organization_of
from leaderboards.tests.replayed import replayable_run, sealed_comparison
from organizations.tests.browser import IN_A_BROWSER, barriers
from organizations.tests.http import client_of

PAGES = (
    "organization",
    "experiments",
    "configurations",
    "run",
    "pairwise",
    "attempts",
    "attempt",
    "replays",
    "replay",
)
pytestmark = IN_A_BROWSER


@pytest.fixture
def visit(chromium, live_server):
    """A page of a member of the run's organisation; what the browser complains of is in
    `page.complaints`."""
    contexts = []

    def open_browser(run):
        cookie = client_of(organization_of(run)).cookies[settings.SESSION_COOKIE_NAME].value
        context = chromium.new_context(base_url=live_server.url)
        contexts.append(context)
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        return page

    yield open_browser
    for context in contexts:
        context.close()


def address(name, run):
    shown = run
    if name in ("organization", "experiments"):
        return reverse(name, args=[organization_of(run).slug])
    if name == "configurations":
        return reverse(name, args=[run.experiment_id])
    if name == "attempt":
        shown = run.arms.first().attempts.first()
    if name == "replay":
        shown = run.replays.first()
    return reverse(name, args=[shown.pk])


@pytest.fixture
def run():
    """With every kind of result, and judged again."""
    run = replayable_run()
    sealed_comparison(run, says=lambda each: {"quality": 0.9 if each.arm.key == "slow" else 0.1})
    return run


def test_nothing_is_blocked_the_sheet_is_applied_and_no_barrier_is_found(visit, run):
    page = visit(run)
    for name in PAGES:
        page.goto(address(name, run))
        assert page.complaints == []
        sheet = "getComputedStyle(document.body).fontVariantNumeric"
        assert page.evaluate(sheet) == "tabular-nums"
        assert (barriers(page), page.complaints) == ([], [])  # the policy lets axe do its work


def test_progress_goes_on_and_the_boards_come_by_themselves(visit):
    run = RunFactory()
    attempt = AttemptFactory(arm=RunArmFactory(run=run, key="able"), succeeded=True)
    AttemptFactory(arm=attempt.arm)
    page = visit(run)
    page.goto(address("run", run))
    page.get_by_role("status").get_by_text("1 of 2").wait_for()
    AttemptFactory(arm=attempt.arm, succeeded=True)
    page.get_by_role("status").get_by_text("2 of 3").wait_for()
    cancel_run(run)
    page.locator("#quality").wait_for()
    assert page.complaints == []


def test_j_and_k_lead_to_the_neighbours_unless_they_are_switched_off(visit, run):
    page = visit(run)
    page.goto(address("attempt", run))
    first = page.url
    page.keyboard.press("j")
    page.wait_for_url(lambda address: address != first)
    page.keyboard.press("k")
    page.wait_for_url(first)
    page.get_by_role("checkbox", name="The keys j and k").uncheck()
    page.reload()
    assert not page.get_by_role("checkbox", name="The keys j and k").is_checked()
    page.keyboard.press("j")
    page.get_by_role("link", name="Split").click()
    page.wait_for_url("**/?view=split#patch")
    assert page.url.startswith(first)
    assert page.complaints == []
