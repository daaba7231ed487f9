"""Evaluator profiles over HTTP: immutable versions of a judge."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.generics import GenericAPIView, ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from evaluation.models import EvaluatorProfile
from evaluation.profiles import define_profile
from evaluation.serializers import EvaluatorProfileSerializer
from evaluation.spec import EvaluatorSpec
from experiments.api.common import ROLE_TOO_LOW
from experiments.denials import denials_kept
from organizations.access import get_or_404, organization_or_404, person, require_role
from organizations.conditional import ETAG, tagged
from organizations.models import Organization
from organizations.roles import Role
from providers.codes import DenialPoint
from providers.request_bodies import parse_body

LOCATION = OpenApiParameter(
    "Location", response=[200, 201], location="header", description="Where the version is."
)


class EvaluatorProfileList(ListAPIView):
    """Every version of the organisation's evaluator profiles, the newest first."""

    serializer_class = EvaluatorProfileSerializer
    queryset = EvaluatorProfile.objects.none()

    def organization(self) -> Organization:
        return organization_or_404(person(self.request), slug=self.kwargs["slug"])

    def get_queryset(self) -> QuerySet[EvaluatorProfile]:
        return profiles_in(self.organization())

    @extend_schema(
        request=EvaluatorSpec,
        parameters=[LOCATION],
        responses={
            201: EvaluatorProfileSerializer,
            200: OpenApiResponse(
                EvaluatorProfileSerializer, description="This very profile is stored already."
            ),
            403: ROLE_TOO_LOW,
            422: OpenApiResponse(description="definition_refused: nothing was stored."),
        },
    )
    def post(self, request: Request, slug: str) -> Response:
        """Store a version of the named profile; the same content again is the same version."""
        organization, actor = self.organization(), person(request)
        require_role(actor, organization, needed=Role.EDITOR)
        spec = parse_body(EvaluatorSpec, request.data)
        with denials_kept(organization, at=DenialPoint.CREATE, actor=actor):
            profile, created = define_profile(organization, spec, actor=actor)
        shown = self.get_serializer(profile).data
        headers = {"Location": str(shown["links"]["self"])}
        return Response(shown, status=201 if created else 200, headers=headers)


class EvaluatorProfileDetail(GenericAPIView):
    serializer_class = EvaluatorProfileSerializer
    queryset = EvaluatorProfile.objects.none()

    @extend_schema(parameters=[ETAG])
    def get(self, request: Request, slug: str, profile_id: UUID) -> HttpResponse:
        organization = organization_or_404(person(request), slug=slug)
        profile = get_or_404(profiles_in(organization), pk=profile_id)
        return tagged(request, self.get_serializer(profile).data)


def profiles_in(organization: Organization) -> QuerySet[EvaluatorProfile]:
    rows: QuerySet[EvaluatorProfile] = EvaluatorProfile.objects.in_organization(organization)
    return rows.select_related("organization", "connection", "rubric", "prompt_template")
