"""Results of validations that come from outside."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from experiments.api.common import ROLE_TOO_LOW
from experiments.bodies import PostedValidation
from experiments.models import Attempt
from experiments.posted import post_result
from experiments.validation_serializers import PostedValidationSerializer
from organizations.access import get_or_404, person, require_role
from organizations.roles import Role, Scope
from providers.request_bodies import parse_body

LOCATION = OpenApiParameter(
    "Location", response=[201], location="header", description="The attempt."
)


class AttemptValidation(GenericAPIView):
    serializer_class = PostedValidationSerializer
    queryset = Attempt.objects.none()

    @extend_schema(
        request=PostedValidation,
        parameters=[LOCATION],
        responses={
            200: OpenApiResponse(
                PostedValidationSerializer, description="As it was posted before."
            ),
            201: PostedValidationSerializer,
            403: ROLE_TOO_LOW,
            409: OpenApiResponse(description="attempt_not_succeeded, or validation_posted"),
        },
    )
    def post(self, request: Request, attempt_id: UUID) -> Response:
        """Say what a program outside, such as a CI, found out about an attempt: once per source.

        A result that comes after the end of the run leads to a new revision of its summary."""
        attempts = Attempt.objects.for_user(request.user).defer("output_text")
        attempt = get_or_404(
            attempts.select_related("run__experiment__organization"), pk=attempt_id
        )
        organization = attempt.run.experiment.organization
        require_role(person(request), organization, needed=Role.EDITOR, scope=Scope.RUN)
        body = parse_body(PostedValidation, request.data)
        row, created = post_result(attempt, body.posted(), actor=person(request))
        shown = PostedValidationSerializer(row).data
        if not created:
            return Response(shown)
        place = reverse("attempt-detail", kwargs={"attempt_id": attempt_id}, request=request)
        return Response(shown, status=201, headers={"Location": place})
