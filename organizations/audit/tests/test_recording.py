"""What is recorded when an audited row changes, and on whose behalf."""

import pytest
from django.contrib.auth.models import AnonymousUser, Permission

from organizations.audit.asking import Asker, asking
from organizations.audit.models import AuditEntry
from organizations.models import Membership, Organization
from organizations.tests.factories import PASSWORD, OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db
Action = AuditEntry.Action


def entries(row):
    return AuditEntry.objects.of_object(type(row), object_pk=str(row.pk)).order_by("id")


def asked(user, address="192.0.2.7"):
    return asking(Asker(user=lambda: user, address=address, request_id="request-1"))


def made(**fields):
    """An organisation that the audit log heard of."""
    organization = OrganizationFactory.build(**fields)
    organization.save()
    return organization


def test_making_changing_and_deleting_are_recorded_with_the_values_before_and_after():
    organization = made(slug="acme", name="Acme")
    pk = organization.pk
    organization.name = "Acme Ltd"
    organization.save()
    organization.delete()
    found = AuditEntry.objects.of_object(Organization, object_pk=str(pk)).order_by("id")
    assert [(entry.action, entry.changes) for entry in found] == [
        (Action.CREATE, {"slug": [None, "acme"], "name": [None, "Acme"]}),
        (Action.UPDATE, {"name": ["Acme", "Acme Ltd"]}),
        (Action.DELETE, {"slug": ["acme", None], "name": ["Acme Ltd", None]}),
    ]


def test_nothing_is_recorded_where_nothing_changed():
    organization = made()
    organization.save()
    assert len(entries(organization)) == 1


def test_the_command_line_has_no_actor():
    [entry] = entries(made())
    assert (entry.actor, entry.actor_email, entry.remote_addr) == (None, None, None)


def test_a_request_leaves_who_asked_from_where_and_under_which_id():
    user = UserFactory()
    with asked(user):
        organization = made()
    [entry] = entries(organization)
    assert (entry.actor, entry.actor_email) == (user, user.email)
    assert (entry.remote_addr, entry.cid) == ("192.0.2.7", "request-1")
    assert entries(made()).get().actor is None


def test_who_is_not_signed_in_is_no_actor():
    with asked(AnonymousUser()):
        organization = made()
    assert entries(organization).get().actor is None
    assert entries(organization).get().remote_addr == "192.0.2.7"


def test_the_name_of_an_actor_outlives_the_account():
    user = UserFactory(username="ann", email="")
    with asked(user):
        organization = made()
    user.delete()
    assert entries(organization).get().actor_email == "ann"


def test_an_entry_belongs_to_the_organisation_of_its_row_and_outlives_both():
    organization = OrganizationFactory()
    membership = Membership.objects.create(organization=organization, user=UserFactory())
    pk, owner = membership.pk, organization.pk
    organization.delete()
    found = AuditEntry.objects.of_object(type(membership), object_pk=str(pk))
    assert {entry.organization_id for entry in found} == {owner}
    assert {entry.action for entry in found} == {Action.CREATE, Action.DELETE}


def test_of_a_password_only_that_it_changed_is_kept():
    user = UserFactory.build()
    user.save()
    user.set_password("another one entirely")
    user.save()
    made, changed = entries(user)
    assert made.changes["password"] == ["[hidden]", "[hidden]"]
    assert changed.changes == {"password": ["[hidden]", "[hidden]"]}
    kept = str(list(AuditEntry.objects.values()))
    assert PASSWORD not in kept
    assert user.password not in kept
    assert changed.organization_id is None


def test_permissions_given_to_an_account_are_recorded():
    user = UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="view_rationale"))
    assert "view_rationale" in str(entries(user).last().changes).lower().replace(" ", "_")
