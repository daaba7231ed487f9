"""The panel on the admin's first page, and disabling a provider: who sees and does what."""

from decimal import Decimal

import pytest
from django.urls import reverse

from config.admin_site import SHOWN
from experiments.tests.factories import AttemptFactory
from organizations.models import Organization
from organizations.roles import Role
from organizations.tests.factories import OrganizationFactory
from organizations.tests.http import assert_queries_do_not_grow
from organizations.tests.markup import assert_strict, text_of
from organizations.tests.staff import signed_in, staff_of, superuser
from providers.models import AllowlistEntry
from providers.tests.factories import AllowlistEntryFactory, ConnectionFactory

pytestmark = pytest.mark.django_db
INDEX = "/admin/"
ENTRIES = "/admin/providers/allowlistentry/"
CANARY = "canary-of-another-organisation"


@pytest.fixture
def entry():
    return AllowlistEntryFactory(organization__name="Acme", organization__slug="acme")


@pytest.fixture
def theirs():
    organization = OrganizationFactory(slug=CANARY, name=CANARY)
    ConnectionFactory(organization=organization, name=CANARY)
    return AllowlistEntryFactory(organization=organization, allowed_models=[CANARY])


def disable(client, *entries, **more):
    form = {"action": "disable", "_selected_action": [entry.pk for entry in entries], **more}
    return client.post(ENTRIES, form, follow=True)


def waiting(entry, n):
    attempt = AttemptFactory(
        arm__provider=entry.provider, arm__run__experiment__organization=entry.organization
    )
    AttemptFactory.create_batch(n - 1, arm=attempt.arm)


def test_staff_see_the_panel_of_their_own_organisations_only(entry, theirs):
    entry.monthly_budget_usd = Decimal("12.5")
    entry.save()
    ConnectionFactory(organization=entry.organization, name="local")
    page = signed_in(staff_of(entry.organization)).get(INDEX)
    assert CANARY not in page.content.decode()
    shown = text_of(page)
    for part in ("Acme", "✓ yes", "local ✓ No credential is sent.", "$0.0000", "$12.50"):
        assert part in shown
    assert_strict(page)


def test_a_reason_is_given_in_words_where_a_credential_cannot_be_read(entry):
    ConnectionFactory(
        organization=entry.organization,
        name="keyed",
        credential_reference="env:BAKEOFF_CREDENTIAL_ACME_NONE",
        credential_origin="http://127.0.0.1:9",
    )
    page = signed_in(staff_of(entry.organization)).get(INDEX)
    assert "keyed ✗ BAKEOFF_CREDENTIAL_ACME_NONE is not set or is empty." in text_of(page)


def test_who_may_not_look_at_connections_sees_no_panel(entry):
    user = staff_of(entry.organization, permissions="view_experiment view_allowlistentry")
    page = signed_in(user).get(INDEX)
    assert page.status_code == 200
    assert "Providers by organisation" not in text_of(page)


def test_a_superuser_sees_all_organisations_page_by_page():
    OrganizationFactory.create_batch(SHOWN + 3)
    client = signed_in(superuser())
    first, second = client.get(INDEX), client.get(f"{INDEX}?organizations=2")
    names = set(Organization.objects.values_list("name", flat=True))
    shown = [
        {name for name in names if f">{name}<" in page.content.decode()} for page in (first, second)
    ]
    assert [len(each) for each in shown] == [SHOWN, 3]
    assert shown[0] | shown[1] == names
    assert client.get(f"{INDEX}?organizations=nonsense").status_code == 200


def test_the_index_takes_as_many_queries_however_much_there_is(entry):
    client = signed_in(staff_of(entry.organization))

    def ten_more():
        ConnectionFactory.create_batch(
            10,
            organization=entry.organization,
            credential_reference="env:BAKEOFF_CREDENTIAL_ACME_KEY",
        )
        waiting(entry, 10)

    assert_queries_do_not_grow(lambda: client.get(INDEX), ten_more=ten_more)


def test_disabling_asks_first_and_says_what_waits(entry):
    waiting(entry, 3)
    client = signed_in(staff_of(entry.organization))
    page = disable(client, entry)
    assert "3 attempts of 1 run" in text_of(page)
    assert_strict(page)
    entry.refresh_from_db()
    assert entry.enabled
    done = disable(client, entry, confirmed="Disable")
    assert f"Disabled {entry}." in text_of(done)
    entry.refresh_from_db()
    assert not entry.enabled
    assert entry.allowed_models == ["*"]


def test_the_page_of_an_entry_says_what_waits_too(entry):
    client = signed_in(staff_of(entry.organization))
    page = f"{ENTRIES}{entry.pk}/change/"
    assert "Waiting in running runs: nothing" in text_of(client.get(page))
    waiting(entry, 1)
    assert "Waiting in running runs: 1 attempt of 1 run" in text_of(client.get(page))


def test_entries_of_others_are_neither_named_nor_disabled(entry, theirs):
    client = signed_in(staff_of(entry.organization))
    for more in ({}, {"confirmed": "Disable"}):
        page = disable(client, theirs, entry, **more)
        assert CANARY not in page.content.decode()
    theirs.refresh_from_db()
    assert theirs.enabled


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_lower_roles_disable_and_delete_nothing(entry, role):
    client = signed_in(staff_of(entry.organization, role=role))
    assert "this needs the role" in text_of(disable(client, entry, confirmed="Disable"))
    form = {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"}
    client.post(ENTRIES, form)
    assert AllowlistEntry.objects.get().enabled


@pytest.mark.parametrize("text", ["[" * 2000 + "]" * 2000, "9" * 5000, '["\\u0000"]', "NaN"])
def test_json_that_cannot_be_kept_is_a_form_error(entry, text):
    client = signed_in(staff_of(entry.organization))
    page = client.post(f"{ENTRIES}{entry.pk}/change/", {"allowed_models": text})
    assert page.status_code == 200
    assert page.context["adminform"].form.errors["allowed_models"]
    entry.refresh_from_db()
    assert entry.allowed_models == ["*"]


def test_limits_are_checked_like_those_of_the_api(entry):
    client = signed_in(staff_of(entry.organization))
    form = {"allowed_models": '["a", 5]', "max_concurrency": "0", "monthly_budget_usd": "-1"}
    errors = client.post(f"{ENTRIES}{entry.pk}/change/", form).context["adminform"].form.errors
    assert set(errors) == {"allowed_models", "max_concurrency", "monthly_budget_usd"}
    assert "allowed_models.1" in str(errors["allowed_models"])


def test_whose_an_entry_is_and_of_which_provider_stays(entry, theirs):
    client = signed_in(superuser())
    form = {"organization": str(theirs.organization.pk), "provider": "demo", "enabled": "on"}
    form["allowed_models"] = "[]"
    assert client.post(reverse("admin:providers_allowlistentry_change", args=[entry.pk]), form)
    before = (entry.organization_id, entry.provider)
    entry.refresh_from_db()
    assert (entry.organization_id, entry.provider) == before
    assert entry.allowed_models == []
