"""Results from elsewhere over HTTP: the file itself as the body."""

from collections.abc import Mapping
from hashlib import file_digest
from io import BytesIO
from tempfile import SpooledTemporaryFile, TemporaryFile
from typing import IO, Annotated, Any

from django.core.exceptions import RequestDataTooBig
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from pydantic import BaseModel, ConfigDict, Field
from rest_framework.generics import GenericAPIView
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from evaluation.imports import Imported, Wanted, import_results
from evaluation.serializers import RehearsalSerializer
from experiments.api.common import ROLE_TOO_LOW
from experiments.api.runs import IDEMPOTENCY_KEY, plain_run
from experiments.idempotency import Answer, Keep, once
from experiments.imports.reading import Results, read_results
from experiments.models import Run
from experiments.serializers import RunDetailSerializer
from experiments.spec import Name
from organizations.access import organization_or_404, person, require_role
from organizations.models import Organization
from organizations.roles import Role, Scope
from providers.request_bodies import parse_body

MAX_RESULTS_BYTES = 32 * 1024 * 1024  # what a request has time for; the command has no bound
IN_MEMORY = 1024 * 1024
PLACE = "results.jsonl"
LOCATION = OpenApiParameter(
    "Location", response=[200, 201], location="header", description="The run."
)
REPLAYED = OpenApiParameter(
    "Idempotent-Replayed",
    response=[200, 201],
    location="header",
    description="`true` where the answer had been given before.",
)


class ResultsQuery(BaseModel):
    """The query of an import, whose body is the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    experiment: Name
    judge: Annotated[str, Field(max_length=200)] = ""

    def wanted(self) -> Wanted:
        """Raises Invalid."""
        return Wanted(experiment=self.experiment, judge=self.judge).check()


class ResultsParser(BaseParser):
    """The file as it comes, out of memory once it is large. What is wrong with it is told line by
    line."""

    media_type = "application/jsonl"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        request = (parser_context or {})["request"]
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_RESULTS_BYTES:
            raise RequestDataTooBig
        kept = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the view closes it
        while block := stream.read(64 * 1024):
            kept.write(block)
        kept.seek(0)
        return kept


QUERY = [
    OpenApiParameter("experiment", required=True, description="Its name; created if missing."),
    OpenApiParameter("judge", description="Who gave the evaluations, if that is known."),
]
REFUSED = {
    403: ROLE_TOO_LOW,
    413: OpenApiResponse(description="More than 32 MiB."),
    422: OpenApiResponse(
        description="results_invalid: an error for each fault, with its line; nothing was stored."
        " Or idempotency_key_reused."
    ),
}


class OrganizationImports(GenericAPIView):
    serializer_class = RunDetailSerializer
    queryset = Run.objects.none()
    parser_classes = [ResultsParser]

    @extend_schema(
        request={ResultsParser.media_type: str},
        parameters=[*QUERY, IDEMPOTENCY_KEY, REPLAYED, LOCATION],
        responses={
            201: RunDetailSerializer,
            200: OpenApiResponse(
                RunDetailSerializer, description="These very results are stored already."
            ),
            409: OpenApiResponse(description="idempotency_key_in_flight"),
            **REFUSED,
        },
    )
    def post(self, request: Request, slug: str) -> Response:
        """Store results that were obtained elsewhere, one attempt a line, as an imported run."""
        organization, wanted = _asked_for(request, slug)
        with _body(request) as sent:
            answer = once(
                organization,
                key=request.headers.get("Idempotency-Key"),
                asked=_asked(wanted, sent),
                act=lambda keep: _stored(
                    organization, wanted, request=request, sent=sent, keep=keep
                ),
            )
        replayed = {"Idempotent-Replayed": "true"} if answer.replayed else {}
        headers = {"Location": str(answer.location), **replayed}
        return Response(answer.body, status=answer.status, headers=headers)


class ImportCheck(GenericAPIView):
    serializer_class = RehearsalSerializer
    parser_classes = [ResultsParser]

    @extend_schema(
        request={ResultsParser.media_type: str},
        parameters=QUERY,
        responses={200: RehearsalSerializer, **REFUSED},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Say what an import would store, and store nothing."""
        _asked_for(request, slug)
        with _body(request) as sent, TemporaryFile() as kept:
            return Response(RehearsalSerializer(_read(sent, kept)).data)


def _asked_for(request: Request, slug: str) -> tuple[Organization, Wanted]:
    organization = organization_or_404(person(request), slug=slug)
    require_role(person(request), organization, needed=Role.EDITOR, scope=Scope.RUN)
    return organization, parse_body(ResultsQuery, request.query_params.dict()).wanted()


def _body(request: Request) -> IO[bytes]:
    """Without a body nothing is parsed: it is an empty file then."""
    sent: Any = request.data
    return sent if hasattr(sent, "read") else BytesIO()


def _asked(wanted: Wanted, sent: IO[bytes]) -> dict[str, str]:
    sent.seek(0)
    digest = file_digest(sent, "sha256").hexdigest()  # type: ignore[arg-type]
    return {"import": digest, "experiment": wanted.experiment, "judge": wanted.judge}


def _read(sent: IO[bytes], kept: IO[bytes]) -> Results:
    sent.seek(0)
    return read_results(sent, place=PLACE, keep=kept)


def _stored(
    organization: Organization,
    wanted: Wanted,
    *,
    request: Request,
    sent: IO[bytes],
    keep: Keep,
) -> Answer:
    """The answer to an import, kept together with it."""
    answers: list[Answer] = []

    def then(imported: Imported) -> None:
        shown = plain_run(imported.run, request=request)
        status = 201 if imported.created else 200
        answers.append(Answer(status=status, location=shown["links"]["self"], body=shown))
        keep(answers[0])

    with TemporaryFile() as kept:
        import_results(
            organization,
            wanted,
            results=_read(sent, kept),
            kept=kept,
            actor=person(request),
            then=then,
        )
    return answers[0]
