"""Runs over HTTP: parse, call one action, show."""

import json
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.generics import GenericAPIView, ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from experiments.actions import start_run
from experiments.api.common import ROLE_TOO_LOW, experiments_for, runs_for
from experiments.idempotency import Answer, Keep, once
from experiments.models import Experiment, Run
from experiments.run_controls import cancel_run, pause_run, resume_run, retry_errors
from experiments.serializers import (
    NoInputSerializer,
    RunDetailSerializer,
    RunSerializer,
)
from organizations.access import get_or_404, person, require_role
from organizations.conditional import ETAG, conditional
from organizations.digests import digest
from organizations.roles import Role, Scope

LOCATION = OpenApiParameter(
    "Location", response=[202], location="header", description="Where to follow the run."
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    location="header",
    description="Of your choice, 1 to 255 visible ASCII characters. The same request again under"
    " the same key gets the same answer for 24 hours, and nothing is started twice.",
)
REPLAYED = OpenApiParameter(
    "Idempotent-Replayed",
    response=[202],
    location="header",
    description="`true` where the answer had been given before.",
)
ACCEPTED = {202: RunDetailSerializer, 403: ROLE_TOO_LOW}
NOT_RUNNING = OpenApiResponse(description="run_not_running")
NOT_RETRYABLE = OpenApiResponse(description="nothing_to_retry, run_cancelled or run_imported")


class ExperimentRuns(ListAPIView):
    """The experiment's runs, newest first."""

    serializer_class = RunSerializer
    queryset = Run.objects.none()

    def get_queryset(self) -> QuerySet[Run]:
        experiment = get_or_404(experiments_for(self.request.user), pk=self.kwargs["experiment_id"])
        return runs_for(self.request.user).filter(experiment=experiment)

    @extend_schema(
        request=None,
        parameters=[IDEMPOTENCY_KEY, REPLAYED, LOCATION],
        responses=ACCEPTED
        | {
            409: OpenApiResponse(description="no_arms, or idempotency_key_in_flight"),
            422: OpenApiResponse(
                description="refused_by_preflight: one error per arm. Or idempotency_key_reused."
            ),
        },
    )
    def post(self, request: Request, experiment_id: UUID) -> Response:
        """Start a run of the experiment as it is now."""
        experiment = get_or_404(experiments_for(request.user), pk=experiment_id)
        require_role(person(request), experiment.organization, needed=Role.EDITOR, scope=Scope.RUN)
        answer = once(
            experiment.organization,
            key=request.headers.get("Idempotency-Key"),
            asked={"start": str(experiment.pk), "body": json.dumps(request.data, sort_keys=True)},
            act=lambda keep: started(experiment, request=request, keep=keep),
        )
        replayed = {"Idempotent-Replayed": "true"} if answer.replayed else {}
        headers = {"Location": str(answer.location), **replayed}
        return Response(answer.body, status=answer.status, headers=headers)


class RunDetail(GenericAPIView):
    serializer_class = RunDetailSerializer
    queryset = Run.objects.none()

    @extend_schema(parameters=[ETAG])
    def get(self, request: Request, run_id: UUID) -> HttpResponse:
        """The run's state and progress. Poll it with If-None-Match."""
        run = get_or_404(runs_for(request.user), pk=run_id)
        shown = RunDetailSerializer(run, context={"request": request}).data
        etag = f'W/"{digest(_plain(shown))}"'
        return conditional(request._request, Response(shown), etag=etag)


class RunAction(GenericAPIView):
    """A POST by an editor that changes a run and then shows it."""

    serializer_class = RunDetailSerializer
    queryset = Run.objects.none()
    change: ClassVar[Any]

    def post(self, request: Request, run_id: UUID) -> Response:
        run = get_or_404(runs_for(request.user), pk=run_id)
        require_role(
            person(request), run.experiment.organization, needed=Role.EDITOR, scope=Scope.RUN
        )
        refuse_input(request)
        type(self).change(run)
        return accepted(get_or_404(runs_for(request.user), pk=run_id), request=request)


@extend_schema(request=None, parameters=[LOCATION], responses=ACCEPTED | {409: NOT_RUNNING})
class RunCancel(RunAction):
    """Start nothing more; calls in flight are aborted within seconds."""

    change = staticmethod(cancel_run)


@extend_schema(request=None, parameters=[LOCATION], responses=ACCEPTED | {409: NOT_RUNNING})
class RunPause(RunAction):
    """Call nothing more until the run is resumed; calls in flight end and are recorded."""

    change = staticmethod(pause_run)


@extend_schema(request=None, parameters=[LOCATION], responses=ACCEPTED | {409: NOT_RUNNING})
class RunResume(RunAction):
    """Go on at once with what was paused or interrupted, and with credentials that were refused."""

    change = staticmethod(resume_run)


@extend_schema(request=None, parameters=[LOCATION], responses=ACCEPTED | {409: NOT_RETRYABLE})
class RunRetryErrors(RunAction):
    """Try again what failed and may be mended. A run that was complete goes on, and publishes a
    further revision of its summary when it ends."""

    change = staticmethod(retry_errors)


def refuse_input(request: Request) -> None:
    NoInputSerializer(data=request.data).is_valid(raise_exception=True)


def started(experiment: Experiment, *, request: Request, keep: Keep) -> Answer:
    """The answer to starting a run, kept together with it."""
    refuse_input(request)
    answers: list[Answer] = []

    def then(run: Run) -> None:
        shown = plain_run(run, request=request)
        answers.append(Answer(status=202, location=shown["links"]["self"], body=shown))
        keep(answers[0])

    start_run(experiment, actor=person(request), then=then)
    return answers[0]


def accepted(run: Run, *, request: Request) -> Response:
    """202 with the run and the place to follow it."""
    shown = RunDetailSerializer(run, context={"request": request}).data
    return Response(shown, status=202, headers={"Location": str(shown["links"]["self"])})


def plain_run(run: Run, *, request: Request) -> Any:
    """The run as it is shown, of plain values that can be kept."""
    return _plain(RunDetailSerializer(run, context={"request": request}).data)


def _plain(shown: Any) -> Any:
    return {**shown, "task_set": dict(shown["task_set"]), "links": dict(shown["links"])}
