"""The form of an experiment in a real browser: by keyboard, nothing blocked, no barrier."""

import json
import re

import pytest
from django.conf import settings
from django.urls import reverse

from experiments.models import Experiment, Run
from experiments.tests.definitions import body_for, define, defining_organization
from organizations.models import User
from organizations.roles import Role
from organizations.tests.browser import IN_A_BROWSER, arrive, barriers
from organizations.tests.http import client_of
from providers.models import AllowlistEntry

pytestmark = IN_A_BROWSER


@pytest.fixture
def owner():
    return defining_organization()


@pytest.fixture
def visit(chromium, live_server, owner):
    """A page of an editor's browser; what the browser complains of is in `page.complaints`."""
    contexts = []

    def open_browser(*, role=Role.EDITOR, **options):
        context = chromium.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        session = client_of(owner, role).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        return page

    yield open_browser
    for context in contexts:
        context.close()


def fill_in(page, owner, tasks):
    """Everything by what a reader sees: labels and buttons."""
    page.goto("/")
    page.get_by_role("link", name="New experiment").click()
    page.get_by_role("textbox", name="Name", exact=True).fill("smoke")
    page.get_by_label("Or upload a file").set_input_files(tasks)
    page.get_by_role("button", name="Upload and choose").click()
    page.get_by_text("The tasks are stored as").wait_for()
    page.get_by_role("button", name="Add an arm").click()
    for number in (1, 2, 3):
        arm = page.get_by_role("group", name=f"Arm {number}", exact=True)
        arm.get_by_label("Name of the arm").fill(f"arm-{number}")
        arm.get_by_label("Connection").select_option("openai_compatible/local")
        arm.get_by_label("Model").fill(f"model-{number}")
    page.get_by_role("spinbutton", name="Repeats").fill("2")


@pytest.fixture
def tasks(tmp_path):
    path = tmp_path / "basics.jsonl"
    path.write_text("\n".join(json.dumps({"key": f"t{n}", "prompt": "Do."}) for n in range(5)))
    return path


@pytest.mark.parametrize("javascript", [True, False])
def test_an_experiment_is_defined_and_started_with_and_without_scripts(
    visit, owner, tasks, javascript
):
    page = visit(java_script_enabled=javascript)
    fill_in(page, owner, tasks)
    page.get_by_role("button", name="Remove arm 2").click()
    page.get_by_role("textbox", name="Name", exact=True).press("Enter")
    page.get_by_text("20", exact=True).wait_for()
    page.get_by_role("button", name="Define the experiment").click()
    page.get_by_role("heading", name="smoke").wait_for()
    experiment = Experiment.objects.get()
    assert [arm.key for arm in experiment.arms.all()] == ["arm-1", "arm-3"]
    page.get_by_role("button", name="Start a run").dblclick()
    arrive(page, at="/runs/")
    assert Run.objects.count() == 1
    assert page.complaints == []


def test_a_provider_that_is_not_enabled_cannot_be_chosen(visit, owner):
    page = visit()
    page.goto(reverse("experiment-new", args=[owner.slug]))
    option = page.locator("#id_arms-0-target option", has_text="forbidden")
    assert option.is_disabled()
    assert page.get_by_text("The provider openai is not enabled").is_visible()
    assert page.get_by_role("link", name="Enable it in the admin").count() == 0
    governor = visit(role=Role.ADMIN)
    User.objects.update(is_staff=True)
    governor.goto(reverse("experiment-new", args=[owner.slug]))
    link = governor.get_by_role("link", name=re.compile("^Enable it in the admin ?: OpenAI$"))
    assert "provider=openai" in link.get_attribute("href")


def test_no_barrier_is_found_and_nothing_is_blocked(visit, owner, tasks):
    editor = client_of(owner, Role.EDITOR)
    body = body_for(owner, name="stored")
    stored = Experiment.objects.get(pk=define(editor, owner, body).json()["id"])
    AllowlistEntry.objects.filter(organization=owner).update(allowed_models=["model-1"])
    seen = visit()
    for address in (
        reverse("home"),
        reverse("experiment-new", args=[owner.slug]),
        reverse("experiment-edit", args=[stored.pk]),
        reverse("experiment", args=[stored.pk]),
    ):
        seen.goto(address)
        assert (address, seen.complaints) == (address, [])
        assert barriers(seen) == [], address
    seen.goto(reverse("experiment-edit", args=[stored.pk]))
    seen.get_by_role("button", name="Review").click()
    seen.get_by_role("alert").wait_for()
    assert barriers(seen) == []
    AllowlistEntry.objects.filter(organization=owner).update(allowed_models=["*"])
    seen.get_by_role("button", name="Review").click()
    seen.get_by_role("button", name="Store the change").wait_for()
    assert barriers(seen) == []
