"""Results from elsewhere over HTTP: the file itself, or the same in JSON."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from hashlib import file_digest
from io import BytesIO
from tempfile import SpooledTemporaryFile, TemporaryFile
from typing import IO, Annotated, Any

from django.core.exceptions import RequestDataTooBig
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from pydantic import BaseModel, ConfigDict, Field, SkipValidation
from rest_framework.generics import GenericAPIView
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings

from evaluation.imports import Imported, Wanted, import_results
from evaluation.serializers import RehearsalSerializer
from experiments.api.common import ROLE_TOO_LOW
from experiments.api.parsers import is_of
from experiments.api.runs import IDEMPOTENCY_KEY, plain_run
from experiments.idempotency import Answer, Keep, once
from experiments.imports.line import ResultLine
from experiments.imports.reading import Results, check_results, read_results
from experiments.models import Run
from experiments.serializers import RunDetailSerializer
from experiments.spec import Name
from organizations.access import organization_or_404, person, require_role
from organizations.digests import digest
from organizations.models import Organization
from organizations.roles import Role, Scope
from providers.request_bodies import parse_body

# What a request has time for: the command has no such bounds. Every two arms are a pair.
MAX_RESULTS_BYTES = 32 * 1024 * 1024
MOST_ARMS = 100
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


class ImportQuery(BaseModel):
    """The query of an import whose body is the file itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    experiment: Annotated[Name, Field(description="Its name; created if missing.")]
    judge: Annotated[str, Field(max_length=200, description="Who evaluated.")] = ""

    def wanted(self) -> Wanted:
        """Raises Invalid."""
        return Wanted(experiment=self.experiment, judge=self.judge).check()


class ImportBody(ImportQuery):
    """Results as they stand in the lines of a results.jsonl."""

    # Checked one by one by `check_results`, with the sentences of the file.
    results: Annotated[list[SkipValidation[ResultLine]], Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What is to be imported. `read` checks it and keeps what is good; `digest` is of all of it."""

    wanted: Wanted
    digest: str
    read: Callable[[IO[bytes]], Results]


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


JSON: Any = api_settings.DEFAULT_PARSER_CLASSES
PARSERS: list[Any] = [*JSON, ResultsParser]
FILE = "Of a file (application/jsonl); JSON has it in the body."
QUERY = [
    OpenApiParameter("experiment", description=f"Its name; created if missing. {FILE}"),
    OpenApiParameter("judge", description=f"Who gave the evaluations, if that is known. {FILE}"),
]
BODY = {"application/json": ImportBody, ResultsParser.media_type: str}
REFUSED = {
    403: ROLE_TOO_LOW,
    413: OpenApiResponse(description="A file of more than 32 MiB, or larger JSON than others."),
    422: OpenApiResponse(
        description="results_invalid: an error for each fault, with its line; nothing was stored."
        " Or idempotency_key_reused."
    ),
}


class OrganizationImports(GenericAPIView):
    serializer_class = RunDetailSerializer
    queryset = Run.objects.none()
    parser_classes = PARSERS

    @extend_schema(
        request=BODY,
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
        organization = _organization(request, slug)
        with _sent(request) as sent:
            answer = once(
                organization,
                key=request.headers.get("Idempotency-Key"),
                asked={"import": sent.digest, "of": astuple(sent.wanted)},
                act=lambda keep: _stored(organization, sent, request=request, keep=keep),
            )
        replayed = {"Idempotent-Replayed": "true"} if answer.replayed else {}
        headers = {"Location": str(answer.location), **replayed}
        return Response(answer.body, status=answer.status, headers=headers)


class ImportCheck(GenericAPIView):
    serializer_class = RehearsalSerializer
    parser_classes = PARSERS

    @extend_schema(
        request=BODY,
        parameters=QUERY,
        responses={200: RehearsalSerializer, **REFUSED},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Say what an import would store, and store nothing."""
        _organization(request, slug)
        with _sent(request) as sent, TemporaryFile() as kept:
            return Response(RehearsalSerializer(sent.read(kept)).data)


def _organization(request: Request, slug: str) -> Organization:
    organization = organization_or_404(person(request), slug=slug)
    require_role(person(request), organization, needed=Role.EDITOR, scope=Scope.RUN)
    return organization


@contextmanager
def _sent(request: Request) -> Iterator[Sent]:
    """Either form of the body. Raises ValidationError, Invalid."""
    body: Any = request.data
    if not is_of(request, ResultsParser):
        yield _of_json(body)
        return
    query = parse_body(ImportQuery, request.query_params.dict())
    with body if hasattr(body, "read") else BytesIO() as file:  # no body: nothing was parsed
        yield _of_file(file, query.wanted())


def _of_json(data: Any) -> Sent:
    body = parse_body(ImportBody, data, apart="results")
    return Sent(
        wanted=body.wanted(),
        digest=digest(json.dumps(data, sort_keys=True)),
        read=lambda keep: check_results(
            body.results, place="results", keep=keep, most_arms=MOST_ARMS
        ),
    )


def _of_file(file: IO[bytes], wanted: Wanted) -> Sent:
    def read(keep: IO[bytes]) -> Results:
        file.seek(0)
        return read_results(file, place=PLACE, keep=keep, most_arms=MOST_ARMS)

    file.seek(0)
    of_bytes = file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    return Sent(wanted=wanted, digest=of_bytes, read=read)


def _stored(organization: Organization, sent: Sent, *, request: Request, keep: Keep) -> Answer:
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
            sent.wanted,
            results=sent.read(kept),
            kept=kept,
            actor=person(request),
            then=then,
        )
    return answers[0]
