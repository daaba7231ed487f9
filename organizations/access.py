"""Access rules: the object or a 404, and a 403 only for those who may know it exists."""

from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.http import Http404

from organizations.errors import Forbidden
from organizations.models import Membership, Organization, User
from organizations.roles import Role, includes

ModelT = TypeVar("ModelT", bound=Model)


def role_in(user: User, organization: Organization) -> Role | None:
    role = (
        Membership.objects.filter(user=user, organization=organization)
        .values_list("role", flat=True)
        .first()
    )
    return Role(role) if role else None


def organization_or_404(user: User, *, slug: str) -> Organization:
    return get_or_404(Organization.objects.for_user(user), slug=slug)


def get_or_404(queryset: QuerySet[ModelT], **lookup: Any) -> ModelT:
    """Like Django's shortcut, with one wording for every miss: absent or out of reach."""
    try:
        return queryset.get(**lookup)
    except (ObjectDoesNotExist, ValueError) as miss:
        raise Http404("Not found.") from miss


def require_role(user: User, organization: Organization, *, needed: Role) -> None:
    """Raises Forbidden where the member's role is too low, Http404 where there is none."""
    role = role_in(user, organization)
    if role is None:
        raise Http404("Not found.")
    if not includes(role, needed=needed):
        raise Forbidden("role_too_low", f"This needs the role “{needed.label}”.")
