"""Labels of people, over HTTP: posted in bulk as JSON or CSV, and listed."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from evaluation.labels import LabelsBody, labels_in_csv, post_labels
from evaluation.models import HumanLabel
from experiments.api.common import ROLE_TOO_LOW
from experiments.api.parsers import JSONLinesParser, is_of
from experiments.queries import run_or_404
from organizations.access import person, require_role
from organizations.roles import Role, Scope
from providers.request_bodies import parse_body

SOURCE = OpenApiParameter("source", description="Whose labels these are, where the body is CSV.")


class CSVParser(JSONLinesParser):
    media_type = "text/csv"


class HumanLabelSerializer(serializers.ModelSerializer):
    analyst = serializers.CharField(source="analyst.username", default=None, allow_null=True)

    class Meta:
        model = HumanLabel
        fields = ["id", "attempt", "analyst", "source", "quality", "accept", "created_at"]
        read_only_fields = fields


class StoredLabelsSerializer(serializers.Serializer):
    stored = serializers.IntegerField(help_text="How many were new.")


class RunLabels(ListAPIView):
    """What people said of the run's patches."""

    serializer_class = HumanLabelSerializer
    queryset = HumanLabel.objects.none()
    parser_classes = (*ListAPIView.parser_classes, CSVParser)
    ordering = "id"

    def get_queryset(self) -> QuerySet[HumanLabel]:
        run = run_or_404(person(self.request), run_id=self.kwargs["run_id"])
        rows: QuerySet[HumanLabel] = HumanLabel.objects.filter(attempt__run=run)
        return rows.select_related("analyst")

    @extend_schema(
        request={"application/json": LabelsBody, "text/csv": str},
        parameters=[SOURCE],
        responses={
            200: StoredLabelsSerializer,
            403: ROLE_TOO_LOW,
            409: OpenApiResponse(description="label_posted: you said otherwise before."),
            422: OpenApiResponse(description="labels_invalid: nothing was stored."),
        },
    )
    def post(self, request: Request, run_id: UUID) -> Response:
        """Store labels that were given elsewhere: all of them or none, each once per source."""
        run = run_or_404(person(request), run_id=run_id)
        organization = run.experiment.organization
        require_role(person(request), organization, needed=Role.EDITOR, scope=Scope.RUN)
        body = _body(request)
        new = post_labels(run, body.labels, source=body.source, actor=person(request))
        return Response({"stored": new})


def _body(request: Request) -> LabelsBody:
    sent: Any = request.data
    if not is_of(request, CSVParser):
        return parse_body(LabelsBody, sent)
    labels = [label.model_dump() for label in labels_in_csv(sent or "")]
    source = request.query_params.get("source", "")
    return parse_body(LabelsBody, {"source": source, "labels": labels})
