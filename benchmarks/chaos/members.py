"""Somebody who looks at an organisation, by session and by token."""

from django.test import Client

from organizations.models import Membership, Organization, User
from organizations.roles import Role, Scope
from organizations.tokens import create_token


def member_of(organization: Organization) -> User:
    """An editor; the same one each time."""
    user, _ = User.objects.get_or_create(username=f"editor-of-{organization.slug}")
    Membership.objects.get_or_create(
        organization=organization, user=user, defaults={"role": Role.EDITOR}
    )
    return user


def bearer_value(user: User, organization: Organization) -> str:
    return create_token(user, organization, name="chaos", scope=Scope.ADMIN).value


def signed_in(user: User) -> Client:
    """Its session is stored in the database, and good for any process that reads it."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
