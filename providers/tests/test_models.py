import pytest
from django.db import IntegrityError, transaction

from organizations.roles import Role
from organizations.tests.factories import MembershipFactory, OrganizationFactory
from providers.kinds import ProviderKind
from providers.models import AllowlistEntry, Connection
from providers.tests.factories import AllowlistEntryFactory, ConnectionFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("factory", [AllowlistEntryFactory, ConnectionFactory])
@pytest.mark.parametrize("kind", ["bogus", "", "OPENAI_COMPATIBLE"])
def test_the_database_takes_no_kind_that_is_not_spelled_in_kinds(factory, kind):
    with pytest.raises(IntegrityError), transaction.atomic():
        factory(provider=kind)


@pytest.mark.parametrize("kind", ProviderKind.values)
def test_every_kind_can_be_stored(kind):
    assert AllowlistEntryFactory(provider=kind).provider == kind
    assert ConnectionFactory(provider=kind).provider == kind


def test_one_entry_per_provider_and_one_connection_per_name():
    entry, connection = AllowlistEntryFactory(), ConnectionFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        AllowlistEntryFactory(organization=entry.organization)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConnectionFactory(organization=connection.organization, name=connection.name)


def test_a_new_entry_denies_everything():
    entry = AllowlistEntry.objects.create(organization=OrganizationFactory(), provider="demo")
    assert (entry.enabled, entry.allowed_models) == (False, [])


def test_rows_are_found_by_membership():
    membership = MembershipFactory(role=Role.VIEWER)
    ours = ConnectionFactory(organization=membership.organization)
    ConnectionFactory()
    assert list(Connection.objects.for_user(membership.user)) == [ours]
    assert list(Connection.objects.in_organization(membership.organization)) == [ours]
