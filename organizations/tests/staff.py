"""Staff for the tests of the admin."""

from collections.abc import Iterable

from django.contrib.auth.models import Permission
from django.test import Client

from organizations.models import Organization, User
from organizations.roles import Role
from organizations.tests.factories import MembershipFactory, UserFactory


def staff_of(*organizations: Organization, role: Role = Role.ADMIN, permissions: str = "") -> User:
    """A member without superuser rights, with every permission of the project's apps but that
    to read rationales, or with those named (codenames, separated by blanks)."""
    user: User = UserFactory(is_staff=True)
    for organization in organizations:
        MembershipFactory(organization=organization, user=user, role=role)
    granted = Permission.objects.exclude(codename="view_rationale")
    if permissions:
        granted = Permission.objects.filter(codename__in=permissions.split())
    grant(user, granted)
    return user


def grant(user: User, permissions: Iterable[Permission]) -> None:
    """Without a word to the audit, which would look up what each of some two hundred is about."""
    rows = User.user_permissions.through
    rows.objects.bulk_create(rows(user=user, permission=each) for each in permissions)


def superuser() -> User:
    user: User = UserFactory(is_staff=True, is_superuser=True)
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
