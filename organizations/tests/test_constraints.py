"""An IntegrityError is told by the constraint that it is about, on every database."""

import pytest
from django.db import IntegrityError, transaction

from organizations.constraints import is_of_the_moment, is_taken
from organizations.models import Membership, Organization, User
from organizations.tests.factories import MembershipFactory, OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db


def fault_of(act):
    with pytest.raises(IntegrityError) as raised, transaction.atomic():
        act()
    return raised.value


def test_what_is_there_once_is_told_from_what_else_is_there_once():
    one = MembershipFactory()
    again = Membership(organization=one.organization, user=one.user)
    twice = fault_of(again.save)
    assert is_of_the_moment(twice)
    assert is_taken(twice, "membership_once", of=Membership)
    same_key = fault_of(lambda: MembershipFactory(pk=one.pk))
    assert is_of_the_moment(same_key)
    assert not is_taken(same_key, "membership_once", of=Membership)


@pytest.mark.django_db(transaction=True)
def test_what_was_deleted_meanwhile_is_of_the_moment():
    gone, organization = UserFactory(), OrganizationFactory()
    User.objects.filter(pk=gone.pk).delete()
    fault = fault_of(lambda: MembershipFactory(user=gone, organization=organization))
    assert is_of_the_moment(fault)
    assert not is_taken(fault, "membership_once", of=Membership)


@pytest.mark.parametrize(
    "act",
    [lambda: MembershipFactory(role="emperor"), lambda: Organization(slug="a", name=None).save()],
    ids=["check", "not null"],
)
def test_what_should_have_been_checked_before_is_not_of_the_moment(act):
    assert not is_of_the_moment(fault_of(act))
