"""The policy over HTTP: which providers an organisation allows, and its connections.

Viewers read; admins of the organisation change, with a token of the scope `admin` or a session.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.generics import GenericAPIView, ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from organizations.access import get_or_404, organization_or_404, person, require_role
from organizations.conditional import ETAG, IF_MATCH, locked, require_match, tagged
from organizations.models import Organization
from organizations.roles import Role
from providers.actions import (
    KEPT,
    apply_allowlist,
    change_connection,
    create_connection,
)
from providers.connection_bodies import (
    AllowlistPatch,
    ConnectionBody,
    ConnectionPatch,
    parse_connection,
)
from providers.connections import check_credential
from providers.kinds import ProviderKind
from providers.models import Connection
from providers.policy import entries_of
from providers.request_bodies import parse_body
from providers.serializers import (
    ConnectionSerializer,
    CredentialCheckSerializer,
    ProviderListSerializer,
    ProviderSerializer,
    provider_as_shown,
)
from providers.spec import AllowlistSpec

LOCATION = OpenApiParameter(
    "Location", response=[201], location="header", description="Where it is."
)
PROVIDER = OpenApiParameter("provider", location="path", enum=ProviderKind.values)
TOO_LOW = OpenApiResponse(description="role_too_low, or scope_too_low")
CHANGES = {
    403: TOO_LOW,
    412: OpenApiResponse(description="changed_meanwhile"),
    428: OpenApiResponse(description="if_match_required"),
}
BAD_CONNECTION = {
    409: OpenApiResponse(description="name_taken, or connection_in_use"),
    422: OpenApiResponse(description="connection_invalid, or credential_reference_needed"),
}


class ProviderList(GenericAPIView):
    serializer_class = ProviderListSerializer
    pagination_class = None

    @extend_schema(operation_id="organizations_providers_list")
    def get(self, request: Request, slug: str) -> Response:
        """Every provider that there is, as the organisation's allowlist has it."""
        organization = organization_or_404(person(request), slug=slug)
        entries = entries_of(organization)
        shown = [
            provider_as_shown(organization, kind, entry=entries.get(kind)) for kind in ProviderKind
        ]
        return Response({"next": None, "previous": None, "results": shown})


@extend_schema(parameters=[PROVIDER, ETAG])
class ProviderDetail(GenericAPIView):
    serializer_class = ProviderSerializer

    def get(self, request: Request, slug: str, provider: str) -> HttpResponse:
        """One provider as the organisation's allowlist has it."""
        organization = organization_or_404(person(request), slug=slug)
        return tagged(request, shown_entry(organization, kind_or_404(provider)))

    @extend_schema(
        request=AllowlistSpec, parameters=[IF_MATCH], responses={200: ProviderSerializer} | CHANGES
    )
    def put(self, request: Request, slug: str, provider: str) -> HttpResponse:
        """Write the entry anew; what is left out gets its default, which allows nothing."""
        return self._change(request, slug=slug, provider=provider, keep=False)

    @extend_schema(
        request=AllowlistPatch, parameters=[IF_MATCH], responses={200: ProviderSerializer} | CHANGES
    )
    def patch(self, request: Request, slug: str, provider: str) -> HttpResponse:
        """Change the named fields of the entry; null lifts a limit."""
        return self._change(request, slug=slug, provider=provider, keep=True)

    def _change(self, request: Request, *, slug: str, provider: str, keep: bool) -> HttpResponse:
        with locked(Organization.objects.for_user(person(request)), slug=slug) as organization:
            kind = kind_or_404(provider)
            require_role(person(request), organization, needed=Role.ADMIN)
            require_match(request, shown_entry(organization, kind))
            given = parse_body(AllowlistSpec, request.data)
            entry = given if keep else AllowlistSpec(**dict(given))  # every field is written
            apply_allowlist(organization, {kind: entry})
            shown = shown_entry(organization, kind)
        return tagged(request, shown)


class ConnectionList(ListAPIView):
    """The organisation's connections, the newest first."""

    serializer_class = ConnectionSerializer
    queryset = Connection.objects.none()

    def get_queryset(self) -> QuerySet[Connection]:
        organization = organization_or_404(person(self.request), slug=self.kwargs["slug"])
        return connections_for(self.request).filter(organization=organization)

    @extend_schema(
        request=ConnectionBody,
        parameters=[LOCATION, ETAG],
        responses={201: ConnectionSerializer, 403: TOO_LOW} | BAD_CONNECTION,
    )
    def post(self, request: Request, slug: str) -> HttpResponse:
        """Make a connection. A credential is named by its reference, never by its value."""
        organization = organization_or_404(person(request), slug=slug)
        require_role(person(request), organization, needed=Role.ADMIN)
        connection = create_connection(organization, **parse_connection(request.data))
        shown = shown_connection(request, connection)
        return tagged(request, shown, status=201, headers={"Location": shown["links"]["self"]})


class ConnectionDetail(GenericAPIView):
    serializer_class = ConnectionSerializer
    queryset = Connection.objects.none()

    @extend_schema(parameters=[ETAG])
    def get(self, request: Request, slug: str, connection_id: UUID) -> HttpResponse:
        """One connection, with the reference of its credential."""
        connection = get_or_404(connections_for(request, slug=slug), pk=connection_id)
        return tagged(request, shown_connection(request, connection))

    @extend_schema(
        request=ConnectionBody,
        parameters=[IF_MATCH, ETAG],
        responses={200: ConnectionSerializer} | CHANGES | BAD_CONNECTION,
    )
    def put(self, request: Request, slug: str, connection_id: UUID) -> HttpResponse:
        """Define the connection anew; what is left out gets its default, the reference none."""
        with self._changing(request, slug=slug, connection_id=connection_id) as connection:
            changed = change_connection(connection, **parse_connection(request.data))
        return tagged(request, shown_connection(request, changed))

    @extend_schema(
        request=ConnectionPatch,
        parameters=[IF_MATCH, ETAG],
        responses={200: ConnectionSerializer} | CHANGES | BAD_CONNECTION,
    )
    def patch(self, request: Request, slug: str, connection_id: UUID) -> HttpResponse:
        """Change the named fields; `settings` are replaced as a whole.

        Where the endpoint moves to another scheme, host or port, a connection with a credential
        needs `credential_reference` in the same request, even if it is the same one.
        """
        with self._changing(request, slug=slug, connection_id=connection_id) as connection:
            changes: Any = request.data
            whole = parse_connection(patched(connection, changes))
            kept = dict.fromkeys(whole.keys() - changes.keys(), KEPT)
            changed = change_connection(connection, **whole | kept)
        return tagged(request, shown_connection(request, changed))

    @extend_schema(parameters=[IF_MATCH], responses={204: None} | CHANGES)
    def delete(self, request: Request, slug: str, connection_id: UUID) -> Response:
        """Delete the connection, in use or not: arms that named it keep their place without one.

        Starts of their experiments are refused, and calls that a run has yet to make fail.
        """
        with self._changing(request, slug=slug, connection_id=connection_id) as connection:
            connection.delete()
        return Response(status=204)

    @contextmanager
    def _changing(
        self, request: Request, *, slug: str, connection_id: UUID
    ) -> Iterator[Connection]:
        with locked(connections_for(request, slug=slug), pk=connection_id) as connection:
            require_role(person(request), connection.organization, needed=Role.ADMIN)
            require_match(request, shown_connection(request, connection))
            yield connection


class ConnectionCheck(GenericAPIView):
    serializer_class = CredentialCheckSerializer

    @extend_schema(request=None, responses={200: CredentialCheckSerializer, 403: TOO_LOW})
    def post(self, request: Request, slug: str, connection_id: UUID) -> Response:
        """Whether a call would find its credential now. Nothing is called, nothing is shown."""
        connection = get_or_404(connections_for(request, slug=slug), pk=connection_id)
        require_role(person(request), connection.organization, needed=Role.ADMIN)
        return Response(CredentialCheckSerializer(check_credential(connection)).data)


def kind_or_404(provider: str) -> ProviderKind:
    if provider not in ProviderKind.values:
        raise Http404("Not found.")
    return ProviderKind(provider)


def connections_for(request: Request, **lookup: Any) -> QuerySet[Connection]:
    rows: QuerySet[Connection] = Connection.objects.for_user(request.user)
    return rows.select_related("organization").filter(
        **{f"organization__{name}": value for name, value in lookup.items()}
    )


def patched(connection: Connection, changes: Any) -> Any:
    """The connection with the changes; what is no object is left for the check to refuse."""
    if not isinstance(changes, dict):
        return changes
    before = {
        "name": connection.name,
        "provider": connection.provider,
        "settings": connection.settings,
        "credential_reference": connection.credential_reference or None,
    }
    return before | changes


def shown_entry(organization: Organization, kind: ProviderKind) -> dict[str, Any]:
    return provider_as_shown(organization, kind, entry=entries_of(organization).get(kind))


def shown_connection(request: Request, connection: Connection) -> Mapping[str, Any]:
    return ConnectionSerializer(connection, context={"request": request}).data
