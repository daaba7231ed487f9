"""Everybody who is not of the organisation, by what he is elsewhere."""

from collections.abc import Callable
from copy import copy
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import Permission
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.utils import timezone

from config.tests.tenancy.asking import Asker
from organizations.models import ApiToken, Membership, Organization, User
from organizations.roles import Role, Scope
from organizations.tests.factories import MembershipFactory, UserFactory
from organizations.tests.staff import grant
from organizations.tokens import create_token, token_of

BACKEND = "config.tests.tenancy.people.Remembered"
_remembered: dict[str, User] = {}
_tokens: dict[str, ApiToken | None] = {}


class Remembered(BaseBackend):
    """Who asks, and with which permissions, as the database had it when he signed in: no question
    changes it, and to read it again for each takes a fifth of the time. Permits nothing itself."""

    def get_user(self, user_id: Any) -> User | None:
        found = _remembered.get(str(user_id))
        return copy(found) if found else None


def token_as_it_was(value: str) -> ApiToken | None:
    """With its user, when it was first shown: a question changes neither."""
    if value not in _tokens:
        _tokens[value] = token_of(value)
    found = copy(_tokens[value])
    if found:
        found.user = copy(found.user)
    return found


def signed_in(user: User) -> Asker:
    found = User.objects.get(pk=user.pk)
    found.get_all_permissions()
    _remembered[str(user.pk)] = found
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return Asker(session=session.session_key)


def member(organization: Organization, role: Role = Role.ADMIN, **user: Any) -> User:
    found: User = UserFactory(**user)
    MembershipFactory(organization=organization, user=found, role=role)
    return found


def staff(user: User) -> User:
    """With every permission there is, and without being a superuser."""
    User.objects.filter(pk=user.pk).update(is_staff=True)
    grant(user, Permission.objects.all())
    return User.objects.get(pk=user.pk)


def bearing(user: User, organization: Organization, scope: Scope) -> Asker:
    made = create_token(user, organization, name="crawl", scope=scope)
    # Noted already: reading then writes nothing.
    ApiToken.objects.filter(pk=made.token.pk).update(last_used_at=timezone.now())
    return Asker(authorization=f"Bearer {made.value}")


def removed(theirs: Organization) -> tuple[User, Asker]:
    """Who was an admin there, still is staff, and holds a token from that time."""
    user = staff(member(theirs))
    bearer = bearing(user, theirs, Scope.ADMIN)
    Membership.objects.filter(user=user).delete()
    return user, bearer


def of_both(mine: Organization, theirs: Organization) -> Asker:
    """With a token for one of his two organisations, which is where he may act by it: that he is
    staff, and an admin of the other one, is to make no difference."""
    user = staff(member(mine))
    MembershipFactory(organization=theirs, user=user, role=Role.ADMIN)
    return bearing(user, mine, Scope.ADMIN)


PEOPLE: dict[str, Callable[[Organization, Organization], Asker]] = {
    "viewer": lambda mine, _: signed_in(member(mine, Role.VIEWER)),
    "editor": lambda mine, _: signed_in(member(mine, Role.EDITOR)),
    "admin": lambda mine, _: signed_in(member(mine)),
    "staff": lambda mine, _: signed_in(staff(member(mine))),
    "removed member": lambda _, theirs: signed_in(removed(theirs)[0]),
    "anonymous": lambda _, __: Asker(),
}
# Who comes with a token is nobody to the pages.
TOKENS: dict[str, Callable[[Organization, Organization], Asker]] = {
    "token to read": lambda mine, _: bearing(member(mine), mine, Scope.READ),
    "token to run": lambda mine, _: bearing(member(mine), mine, Scope.RUN),
    "token of a member of both": of_both,
    "token of a removed member": lambda _, theirs: removed(theirs)[1],
}
