"""How far the scores of an evaluator profile can be believed, over HTTP."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request

from evaluation.queries import profile_or_404
from leaderboards.trust import trust_of
from leaderboards.trust_serializers import TrustSerializer
from organizations.access import organization_or_404, person
from organizations.conditional import ETAG, tagged


class EvaluatorProfileTrust(GenericAPIView):
    serializer_class = TrustSerializer

    @extend_schema(parameters=[ETAG])
    def get(self, request: Request, slug: str, profile_id: UUID) -> HttpResponse:
        """The profile's scores against validations and people, its repeatability, canaries, cost.

        Over the latest 20,000 judgements. What was not measured is null, with a remedy."""
        organization = organization_or_404(person(request), slug=slug)
        profile = profile_or_404(organization, profile_id=profile_id)
        return tagged(request, self.get_serializer(trust_of(profile)).data)
