"""Asking the site as a member, for the tests of every app."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organizations.models import Organization, User
from organizations.roles import Role, Scope
from organizations.tests.factories import MembershipFactory
from organizations.tokens import create_token

API = "/api/v1"
JSON = "application/json"


def client_of(organization: Organization, role: Role = Role.VIEWER, **options: Any) -> Client:
    """A client that a new member with this role signed in with."""
    client = Client(**options)
    member = MembershipFactory(organization=organization, role=role)
    client.force_login(member.user)
    return client


def bearer_of(
    organization: Organization, role: Role = Role.VIEWER, *, scope: Scope = Scope.ADMIN
) -> Client:
    """A client with a token, and no session, of a new member with this role."""
    member = MembershipFactory(organization=organization, role=role)
    return bearer(member.user, organization, scope=scope)


def bearer(user: User, organization: Organization, *, scope: Scope = Scope.ADMIN) -> Client:
    value = create_token(user, organization, name="test", scope=scope).value
    return Client(headers={"Authorization": f"Bearer {value}"})


def assert_queries_do_not_grow(ask: Callable[[], Any], *, ten_more: Callable[[], Any]) -> None:
    """`ask` takes as many queries for ten rows as for twenty."""
    counts = []
    for _ in range(2):
        ten_more()
        with CaptureQueriesContext(connection) as queries:
            ask()
        counts.append(len(queries))
    assert counts[0] == counts[1]
