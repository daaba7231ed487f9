"""Answers that a client may already have, and changes of what it has seen (RFC 9110 §13).

A view that changes one resource reads:

    with locked(connections_for(request.user), pk=connection_id) as connection:
        require_role(request.user, connection.organization, needed=Role.ADMIN)
        require_match(request, show(connection))
        changed = change_connection(connection, …)
    return tagged(request, show(changed))

404, then 403, then 428 or 412, and only then what is wrong with the body.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import parse_etags
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from organizations.access import get_or_404
from organizations.digests import digest
from organizations.errors import DomainError

ModelT = TypeVar("ModelT", bound=Model)
# For extend_schema(parameters=[ETAG]): the answer carries one.
ETAG = OpenApiParameter(
    "ETag",
    response=[200, 201],
    location="header",
    required=True,
    description="Of this representation; to be sent back in If-Match or If-None-Match.",
)

IF_MATCH = OpenApiParameter(
    "If-Match",
    location="header",
    required=True,
    description="The ETag of what is to be changed, or *. Missing: 428; of another version: 412.",
)


class MatchRequired(DomainError):
    """A change that does not say which version it is meant for."""

    status = 428


class ChangedMeanwhile(DomainError):
    """A change that is meant for a version that is gone."""

    status = 412


def etag_of(shown: Mapping[str, Any]) -> str:
    """A strong ETag, with its quotes: whatever can be seen to change changes it."""
    return f'"{digest(shown)}"'


def conditional(request: HttpRequest, response: HttpResponse, *, etag: str) -> HttpResponse:
    """The response under its ETag (quotes included), or 304 where If-None-Match names it."""
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    answer = get_conditional_response(request, etag=etag, response=response) or response
    if answer.status_code == ChangedMeanwhile.status:
        raise _changed()
    return answer


def tagged(
    request: Request,
    shown: Mapping[str, Any],
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The representation of one resource under its ETag; for a GET it may become a 304."""
    plain = {name: str(value) for name, value in (headers or {}).items()}
    response = Response(shown, status=status, headers=plain)
    if request.method in ("GET", "HEAD"):
        return conditional(request._request, response, etag=etag_of(shown))
    response["ETag"] = etag_of(shown)
    return response


def require_match(request: Request, shown: Mapping[str, Any]) -> None:
    """If-Match names the representation as it is now, or is *. To be asked under `locked`.

    Raises MatchRequired and ChangedMeanwhile.
    """
    given = request.headers.get("If-Match", "")
    if not given.strip():
        raise MatchRequired(
            "if_match_required", "Send the resource's ETag, as GET gave it, in If-Match."
        )
    if given.strip() != "*" and etag_of(shown) not in parse_etags(given):
        raise _changed()


@contextmanager
def locked(rows: QuerySet[ModelT], **lookup: Any) -> Iterator[ModelT]:
    """The row or a 404, in a transaction that keeps others from changing it until it ends."""
    with transaction.atomic():
        yield get_or_404(rows.select_for_update(of=("self",), no_key=True), **lookup)


def _changed() -> ChangedMeanwhile:
    return ChangedMeanwhile("changed_meanwhile", "It is no longer what your ETag names.")
