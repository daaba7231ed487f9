"""What somebody else does between the check of a form and its saving is told before the form.

He does it here in the transaction of the form, which is then undone with all that is in it.
"""

import pytest
from django.db.utils import IntegrityError
from django.urls import reverse

from experiments.models import Experiment
from experiments.tests.factories import TaskSetFactory
from organizations.admin_faults import OVERTAKEN
from organizations.models import ApiToken, Membership, Organization
from organizations.tests.factories import MembershipFactory, OrganizationFactory
from organizations.tests.markup import text_of
from organizations.tests.meanwhile import once_after, once_before
from organizations.tests.staff import signed_in, staff_of, superuser
from providers.models import Connection, PriceOverride
from providers.tests.factories import ConnectionFactory, PriceOverrideFactory

# Committed, as in life: some of what the database refuses, it refuses at the end.
pytestmark = pytest.mark.django_db(transaction=True)
IS_THERE_ONE = 'AS "a" FROM "{}"'
SETTINGS = '{"base_url": "https://one.example.org/v1"}'
REFERENCE = "env:BAKEOFF_CREDENTIAL_ACME_KEY"


@pytest.fixture
def acme():
    return OrganizationFactory(slug="acme")


@pytest.fixture
def client(acme):
    return signed_in(staff_of(acme))


def asked_of(model):
    return IS_THERE_ONE.format(model._meta.db_table)


def stored(model):
    return f'INSERT INTO "{model._meta.db_table}"'


def save(client, model, form, *, row=None):
    """The page that follows, and that it came by way of the form."""
    page = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    address = reverse(f"{page}_change", args=[row.pk]) if row else reverse(f"{page}_add")
    answer = client.post(address, form)
    assert (answer.status_code, answer["Location"]) == (302, address)
    return text_of(client.get(address, follow=True))


def connection_form(organization, **changes):
    form = {"organization": organization.pk, "name": "main", "provider": "openai_compatible"}
    return form | {"settings": SETTINGS, "credential_reference": ""} | changes


def test_a_name_that_was_taken(client, acme):
    def take():
        ConnectionFactory(organization=acme, name="main")

    with once_after(asked_of(Connection), take):
        assert "There is a connection of this name." in save(
            client, Connection, connection_form(acme)
        )
    assert not Connection.objects.exists()


def test_a_reference_that_was_entered_for_another_host(client, acme):
    row = ConnectionFactory(organization=acme, name="main")
    elsewhere = {"credential_reference": REFERENCE, "credential_origin": "https://two.example:443"}
    with once_after(asked_of(Connection), lambda: Connection.objects.update(**elsewhere)):
        page = save(client, Connection, connection_form(acme, name="new"), row=row)
    assert "The credential reference was entered for https://two.example:443" in page
    assert Connection.objects.get().name == "main"


def test_a_row_that_was_deleted(client, acme):
    row = ConnectionFactory(organization=acme, name="main")
    with once_after(asked_of(Connection), Connection.objects.all().delete):
        assert OVERTAKEN in save(client, Connection, connection_form(acme, name="new"), row=row)
    assert Connection.objects.get().name == "main"


def test_a_price_that_was_added(client, acme):
    price = PriceOverrideFactory.build(organization=acme, effective_from=None)
    form = {"organization": acme.pk, "provider": price.provider, "input_usd": 1, "output_usd": 2}
    form |= {"model_pattern": "m", "effective_from_0": "2026-01-01", "effective_from_1": "00:00:00"}

    def add():
        PriceOverrideFactory(organization=acme, model_pattern="m")

    with once_before(stored(PriceOverride), add):
        assert OVERTAKEN in save(client, PriceOverride, form)


def test_a_membership_that_was_taken_away_from_whom_a_token_is_for(acme):
    user = MembershipFactory(organization=acme).user
    form = {"organization": acme.pk, "user": user.pk, "name": "ci", "scope": "read", "days": "3"}
    with once_after(asked_of(Membership), Membership.objects.all().delete):
        assert "is not a member of acme" in save(signed_in(superuser()), ApiToken, form)
    assert not ApiToken.objects.exists()


def test_a_connection_of_an_arm_that_was_deleted(client, acme):
    arm = {"key": "a", "provider": "openai_compatible", "model": "m", "parameters": "{}"}
    arm |= {"connection": ConnectionFactory(organization=acme).pk}
    form = {"organization": acme.pk, "task_set": TaskSetFactory(organization=acme).pk}
    form |= {"name": "new", "repeats": "1", "max_concurrency": "1", "attempt_timeout_seconds": "1"}
    form |= {"on_interrupt": "retry"}
    form |= {f"arms-0-{name}": value for name, value in arm.items()}
    form |= {"arms-TOTAL_FORMS": "1", "arms-INITIAL_FORMS": "0"}
    with once_before(stored(Experiment), Connection.objects.all().delete):
        assert OVERTAKEN in save(client, Experiment, form)
    assert not Experiment.objects.exists()


def test_what_was_added_to_an_organisation_that_is_deleted(acme):
    address = reverse("admin:organizations_organization_delete", args=[acme.pk])
    client, gone = signed_in(superuser()), 'DELETE FROM "organizations_organization"'
    with once_before(gone, lambda: TaskSetFactory(organization=acme)):
        answer = client.post(address, {"post": "yes"})
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert OVERTAKEN in text_of(client.get(address))
    assert Organization.objects.get() == acme


def test_what_should_have_been_checked_is_an_error_of_ours(acme):
    client = signed_in(superuser())

    def break_it():
        raise IntegrityError("CHECK constraint failed: of ours")

    form = {"slug": "new", "name": "New", "memberships-TOTAL_FORMS": 0}
    form |= {"memberships-INITIAL_FORMS": 0}
    with once_before(stored(Organization), break_it), pytest.raises(IntegrityError):
        client.post(reverse("admin:organizations_organization_add"), form)
