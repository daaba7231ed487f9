"""The governance pages in a real browser: nothing is blocked by the policy, no serious barrier."""

import pytest
from django.conf import settings
from django.urls import reverse

from organizations.audit.models import AuditEntry
from organizations.tests.browser import IN_A_BROWSER, barriers
from organizations.tests.factories import OrganizationFactory
from organizations.tests.staff import signed_in, staff_of
from providers.actions import change_connection, create_connection
from providers.tests.factories import AllowlistEntryFactory

SERIOUS = {"serious", "critical"}
pytestmark = IN_A_BROWSER


@pytest.fixture
def connection():
    organization = OrganizationFactory(slug="acme", name="Acme")
    AllowlistEntryFactory(organization=organization, provider="openai", monthly_budget_usd=5)
    made = create_connection(
        organization,
        name="main",
        provider="openai",
        settings={},
        credential_reference="env:BAKEOFF_CREDENTIAL_ACME_KEY",
    )
    return change_connection(made, name="renamed")


@pytest.fixture
def open_admin(chromium, live_server, connection):
    """A page signed in as staff; what the browser complains of is in `page.complaints`."""
    user = staff_of(connection.organization)
    contexts = []

    def open_page():
        cookie = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
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

    yield open_page
    for context in contexts:
        context.close()


def addresses(connection):
    entry = connection.organization.allowlist.get()
    change = AuditEntry.objects.of_object(type(connection), object_pk=str(connection.pk)).first()
    tables = ("providers_allowlistentry", "providers_connection", "organizations_audit_auditentry")
    rows = ((tables[0], entry.pk), (tables[1], connection.pk), (tables[2], change.pk))
    return [
        reverse("admin:index"),
        *(reverse(f"admin:{table}_changelist") for table in tables),
        *(reverse(f"admin:{table}_add") for table in tables[:2]),
        *(reverse(f"admin:{table}_change", args=[pk]) for table, pk in rows),
        *(reverse(f"admin:{table}_history", args=[pk]) for table, pk in rows[:2]),
    ]


def test_the_policy_blocks_nothing_and_no_serious_barrier_is_found_on_any_page(
    open_admin, connection
):
    page, found = open_admin(), []
    for address in addresses(connection):
        assert page.goto(address).status == 200
        found += barriers(page)
        assert (address, page.complaints) == (address, [])
    assert [barrier for barrier in found if barrier[2] in SERIOUS] == []
    page.goto(reverse("admin:index"))
    assert (
        page.locator(".governed .figure").first.evaluate("cell => getComputedStyle(cell).textAlign")
        == "right"
    )


def test_a_credential_is_checked_and_a_provider_disabled_by_clicking(open_admin, connection):
    page = open_admin()
    page.goto(reverse("admin:providers_connection_change", args=[connection.pk]))
    page.get_by_role("button", name="Check credential").click()
    page.get_by_text("BAKEOFF_CREDENTIAL_ACME_KEY is not set or is empty.").wait_for()
    page.goto(reverse("admin:providers_allowlistentry_changelist"))
    page.locator("input.action-select").first.check()
    page.get_by_label("Action:").select_option("disable")
    page.get_by_role("button", name="Go").click()
    page.get_by_text("Waiting in running runs").wait_for()
    page.get_by_role("button", name="Disable").click()
    page.get_by_text("Disabled openai for Acme.").wait_for()
    assert page.complaints == []
    assert not connection.organization.allowlist.get().enabled
