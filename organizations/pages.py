"""What all pages for members have in common."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from organizations.access import role_in
from organizations.errors import Forbidden
from organizations.models import Organization, User
from organizations.roles import Role, includes

Params = ParamSpec("Params")


class MemberRequest(HttpRequest):
    """A request that `member_page` let through: its user is signed in."""

    user: User


def member_page(
    view: Callable[Concatenate[MemberRequest, Params], HttpResponse],
) -> Callable[Concatenate[Any, Params], HttpResponse]:
    """A page for those who signed in; a role that is too low becomes the 403 page."""

    @login_required
    @cache_control(private=True, no_cache=True)
    @wraps(view)
    def page(request: Any, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Forbidden as refusal:
            raise PermissionDenied(refusal.message) from refusal

    return page


def may_edit(request: MemberRequest, organization: Organization) -> bool:
    """Whether to offer what takes an editor; the action itself asks again."""
    role = role_in(request.user, organization)
    return role is not None and includes(role, needed=Role.EDITOR)
