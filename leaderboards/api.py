"""What came of a run, over HTTP: the summary as published, pairs, attempts, exports."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView, ListAPIView
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from experiments.models import Attempt, Run
from experiments.states import TERMINAL
from leaderboards.attempt_rows import fitting
from leaderboards.exports import csv_lines, in_chunks, jsonl_lines
from leaderboards.models import RunSummary
from leaderboards.pair_serializers import PairwiseSerializer
from leaderboards.pairs import comparison_of, published_revision, published_summary
from leaderboards.queries import current_summary, revisions_of
from leaderboards.resources import attempt_resources
from leaderboards.serializers import (
    AttemptFilterSerializer,
    AttemptSerializer,
    ExportFilterSerializer,
    PairFilterSerializer,
)
from leaderboards.serving import Served, latest_served
from leaderboards.summary_serializers import (
    RevisionFilterSerializer,
    RevisionSerializer,
    SummarySerializer,
)
from organizations.access import get_or_404, person
from organizations.conditional import ETAG, conditional

LOOKUPS = {"arm": "arm__key", "task": "task__key", "state": "state", "error_code": "error_code"}
FORMATS = {
    "jsonl": ("application/jsonl", jsonl_lines),
    "csv": ("text/csv; charset=utf-8; header=present", csv_lines),
}
CONTENT_LOCATION = OpenApiParameter(
    "Content-Location",
    response=[200],
    location="header",
    required=True,
    description="Where this very revision stays.",
)


def run_or_404(request: Request, run_id: UUID) -> Run:
    return get_or_404(Run.objects.for_user(request.user), pk=run_id)


class RunSummaryView(APIView):
    @extend_schema(
        parameters=[RevisionFilterSerializer, ETAG, CONTENT_LOCATION], responses=SummarySerializer
    )
    def get(self, request: Request, run_id: UUID) -> HttpResponse:
        """The latest published summary, or the revision that is asked for, byte for byte.

        404 `summary_not_published` while the run goes on.
        """
        if request.headers.get("If-None-Match"):
            answer = self._answer(request, run_id, whole=False)
            if answer and answer.status_code == HTTPStatus.NOT_MODIFIED:
                return answer
        if answer := self._answer(request, run_id, whole=True):
            return answer
        run = run_or_404(request, run_id)
        number = checked(RevisionFilterSerializer, request, run=run).get("revision")
        summary = published_revision(run, number) if number else published_summary(run)
        return _served(request, summary)

    def _answer(self, request: Request, run_id: UUID, *, whole: bool) -> HttpResponse | None:
        """Of the latest revision, without a look at the run; None where it takes one."""
        if request.query_params:
            return None
        latest = latest_served(person(request), run_id=run_id, whole=whole)
        return _served(request, latest) if latest else None


class RunSummaries(ListAPIView):
    """The revisions of the run's summary, newest first. None while the run goes on."""

    serializer_class = RevisionSerializer
    queryset = RunSummary.objects.none()
    ordering = "-id"

    def get_queryset(self) -> QuerySet[RunSummary]:
        run = run_or_404(self.request, self.kwargs["run_id"])
        current_summary(run)
        return revisions_of(run)


class RunPairwise(APIView):
    @extend_schema(parameters=[PairFilterSerializer], responses=PairwiseSerializer)
    def get(self, request: Request, run_id: UUID) -> Response:
        """Two arms compared on each board, with the outcome of every task."""
        run = run_or_404(request, run_id)
        arms = checked(PairFilterSerializer, request, run=run)
        return Response(comparison_of(published_summary(run), a=arms["a"], b=arms["b"]))


class RunAttempts(ListAPIView):
    """The attempts of the run in the order of their planning."""

    serializer_class = AttemptSerializer
    queryset = Attempt.objects.none()
    ordering = "id"

    def get_queryset(self) -> QuerySet[Attempt]:
        run = run_or_404(self.request, self.kwargs["run_id"])
        asked = checked(AttemptFilterSerializer, self.request, run=run)
        rows = Attempt.objects.filter(run=run).only("pk")
        if "error_code" in asked:
            rows = rows.filter(state__in=TERMINAL)
        return rows.filter(**{LOOKUPS[name]: value for name, value in asked.items()})

    @extend_schema(parameters=[AttemptFilterSerializer])
    def get(self, request: Request, run_id: UUID) -> Response:
        pages: Any = self.paginator
        rows = self.get_queryset()
        page = self.paginate_queryset(rows) or []
        if (most := fitting([attempt.pk for attempt in pages.from_cursor(page)])) < len(page):
            pages.most = most
            page = self.paginate_queryset(rows) or []
        return self.get_paginated_response(list(attempt_resources(page)))


class AttemptDetail(GenericAPIView):
    serializer_class = AttemptSerializer
    queryset = Attempt.objects.none()

    def get(self, request: Request, attempt_id: UUID) -> Response:
        attempt = get_or_404(Attempt.objects.for_user(request.user).only("pk"), pk=attempt_id)
        for resource in attempt_resources([attempt]):
            return Response(resource)
        raise Http404  # deleted meanwhile


class AnyNegotiation(DefaultContentNegotiation):
    """The query decides the format of an export; Accept does not."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class RunExport(APIView):
    content_negotiation_class = AnyNegotiation

    @extend_schema(
        parameters=[ExportFilterSerializer],
        responses={(200, "application/jsonl"): AttemptSerializer, (200, "text/csv"): str},
    )
    def get(self, request: Request, run_id: UUID) -> StreamingHttpResponse:
        """All attempts of the run, by arm, task and repeat: JSON Lines or a table.

        A cell of the table that a spreadsheet would take for a formula begins with '.
        """
        run = run_or_404(request, run_id)
        name = checked(ExportFilterSerializer, request, run=run)["format"]
        content_type, lines = FORMATS[name]
        response = StreamingHttpResponse(in_chunks(lines(run)), content_type=content_type)
        response["Content-Disposition"] = f'attachment; filename="run-{run.pk}.{name}"'
        return response


def checked(serializer_class: Any, request: Request, *, run: Run) -> dict[str, Any]:
    """The query parameters, or a ValidationError that names what is wrong with them."""
    parameters = serializer_class(data=request.query_params.dict(), context={"run": run})
    parameters.is_valid(raise_exception=True)
    asked: dict[str, Any] = parameters.validated_data
    return asked


def _served(request: Request, summary: RunSummary | Served) -> HttpResponse:
    response = HttpResponse(summary.content, content_type="application/json")
    response["Content-Location"] = f"{request.path}?revision={summary.revision}"
    return conditional(request._request, response, etag=summary_etag(summary))


def summary_etag(summary: RunSummary | Served) -> str:
    """Rows that went back to what they were have an earlier revision's digest, not its bytes."""
    return f'"{summary.revision}-{summary.input_digest}"'
