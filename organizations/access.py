"""Access rules: the object or a 404, and a 403 only for those who may know it exists."""

from typing import Any, TypeVar, cast

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.http import Http404
from rest_framework.request import Request

from organizations.errors import Forbidden
from organizations.models import Membership, Organization, User
from organizations.roles import Role, Scope, includes

ModelT = TypeVar("ModelT", bound=Model)


def person(request: Request) -> User:
    """Who asks; the anonymous were turned away before."""
    return cast(User, request.user)


def role_in(user: User, organization: Organization, *, scope: Scope = Scope.ADMIN) -> Role | None:
    """The role that the user acts in: a viewer's, where a token does not cover `scope`.

    So what asks for no scope takes a token that may do everything.
    """
    memberships = Membership.objects.filter(
        organization__in=Organization.objects.for_user(user), organization=organization, user=user
    )
    role = memberships.values_list("role", flat=True).first()
    if role and _lacks(user, scope):
        return Role.VIEWER
    return Role(role) if role else None


def organization_or_404(user: User, *, slug: str) -> Organization:
    return get_or_404(Organization.objects.for_user(user), slug=slug)


def get_or_404(queryset: QuerySet[ModelT], **lookup: Any) -> ModelT:
    """Like Django's shortcut, with one wording for every miss: absent or out of reach."""
    try:
        return queryset.get(**lookup)
    except (ObjectDoesNotExist, ValueError) as miss:
        raise Http404("Not found.") from miss


def require_role(
    user: User, organization: Organization, *, needed: Role, scope: Scope = Scope.ADMIN
) -> None:
    """Raises Forbidden where the role or the token's scope is too low, Http404 for strangers."""
    role = role_in(user, organization, scope=scope)
    if role is None:
        raise Http404("Not found.")
    if includes(role, needed=needed):
        return
    if _lacks(user, scope):
        raise Forbidden("scope_too_low", f"This needs a token with the scope “{scope}”.")
    raise Forbidden("role_too_low", f"This needs the role “{needed.label}”.")


def _lacks(user: User, scope: Scope) -> bool:
    return user.acting_token is not None and not user.acting_token.allows(scope)
