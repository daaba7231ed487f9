"""Replays over HTTP: what one would cost, starting it, following it to its comparison."""

import json
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import GenericAPIView, ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from evaluation.bodies import ReplayBody
from evaluation.queries import Replay, replays_for
from evaluation.replay import cancel_replay, plan_replay, retry_replay, start_replay
from experiments.api.common import ROLE_TOO_LOW, runs_for
from experiments.api.runs import (
    IDEMPOTENCY_KEY,
    LOCATION,
    NOT_RUNNING,
    REPLAYED,
    refuse_input,
)
from experiments.idempotency import Answer, Keep, once
from experiments.models import Run
from leaderboards.replay_serializers import (
    ReplayDetailSerializer,
    ReplayPlanSerializer,
    ReplaySerializer,
)
from organizations.access import get_or_404, person, require_role
from organizations.conditional import ETAG, tagged
from organizations.roles import Role, Scope
from providers.request_bodies import parse_body

ACCEPTED = {202: ReplayDetailSerializer, 403: ROLE_TOO_LOW}
NOT_RETRYABLE = OpenApiResponse(
    description="nothing_to_retry, run_not_finished, run_cancelled or run_imported"
)


class RunReplays(ListAPIView):
    """The replays of the run, newest first."""

    serializer_class = ReplaySerializer
    queryset = Replay.objects.none()
    ordering = "-work_id"

    def get_queryset(self) -> QuerySet[Replay]:
        run = get_or_404(runs_for(self.request.user), pk=self.kwargs["run_id"])
        return replays_for(person(self.request)).filter(run=run)

    @extend_schema(
        request=ReplayBody,
        parameters=[IDEMPOTENCY_KEY, REPLAYED, LOCATION],
        responses={
            200: OpenApiResponse(
                ReplayPlanSerializer, description="With `dry_run`: what it would cost."
            ),
            202: ReplayDetailSerializer,
            403: ROLE_TOO_LOW,
            409: OpenApiResponse(
                description="run_not_finished, nothing_to_judge or idempotency_key_in_flight"
            ),
            422: OpenApiResponse(
                description="profile_unknown, refused_by_preflight or idempotency_key_reused"
            ),
        },
    )
    def post(self, request: Request, run_id: UUID) -> Response:
        """Judge the stored patches of the run again, under this profile. No arm is called, and the
        run keeps its own scores."""
        run = get_or_404(runs_for(request.user), pk=run_id)
        organization = run.experiment.organization
        require_role(person(request), organization, needed=Role.EDITOR, scope=Scope.RUN)
        body = parse_body(ReplayBody, request.data)
        if body.dry_run:
            plan = plan_replay(run, reference=body.reference)
            return Response(ReplayPlanSerializer(plan, context={"request": request}).data)
        answer = once(
            organization,
            key=request.headers.get("Idempotency-Key"),
            asked={"replay": str(run.pk), "body": body.model_dump(mode="json")},
            act=lambda keep: started(run, body=body, request=request, keep=keep),
        )
        replayed = {"Idempotent-Replayed": "true"} if answer.replayed else {}
        headers = {"Location": str(answer.location), **replayed}
        return Response(answer.body, status=answer.status, headers=headers)


class ReplayDetail(GenericAPIView):
    serializer_class = ReplayDetailSerializer
    queryset = Replay.objects.none()

    @extend_schema(parameters=[ETAG])
    def get(self, request: Request, replay_id: UUID) -> HttpResponse:
        """State and progress, and in the end the comparison. Poll it with If-None-Match."""
        replay = get_or_404(replays_for(person(request)), pk=replay_id)
        return tagged(request, shown(replay, request=request))


class ReplayAction(GenericAPIView):
    """A POST by an editor that changes a replay and then shows it."""

    serializer_class = ReplayDetailSerializer
    queryset = Replay.objects.none()
    change: ClassVar[Any]

    def post(self, request: Request, replay_id: UUID) -> Response:
        replay = get_or_404(replays_for(person(request)), pk=replay_id)
        organization = replay.run.experiment.organization
        require_role(person(request), organization, needed=Role.EDITOR, scope=Scope.RUN)
        refuse_input(request)
        type(self).change(replay)
        found = shown(get_or_404(replays_for(person(request)), pk=replay_id), request=request)
        return Response(found, status=202, headers={"Location": found["links"]["self"]})


@extend_schema(request=None, parameters=[LOCATION], responses=ACCEPTED | {409: NOT_RUNNING})
class ReplayCancel(ReplayAction):
    """Ask the judge no more. What was judged is kept, and nothing is compared."""

    change = staticmethod(cancel_replay)


@extend_schema(request=None, parameters=[LOCATION], responses=ACCEPTED | {409: NOT_RETRYABLE})
class ReplayRetryErrors(ReplayAction):
    """Ask again where a judgement failed for a reason that may have passed. The replay goes on, and
    ends in a further comparison; the one before stays sealed."""

    change = staticmethod(retry_replay)


def started(run: Run, *, body: ReplayBody, request: Request, keep: Keep) -> Answer:
    """The answer to starting a replay, kept together with it."""
    answers: list[Answer] = []

    def then(replay: Replay) -> None:
        found = shown(replay, request=request)
        answers.append(Answer(status=202, location=found["links"]["self"], body=found))
        keep(answers[0])

    start_replay(
        run, reference=body.reference, reason=body.reason, actor=person(request), then=then
    )
    return answers[0]


def shown(replay: Replay, *, request: Request) -> dict[str, Any]:
    """Plain JSON, as it is kept for who asks the same again."""
    found = ReplayDetailSerializer(replay, context={"request": request}).data
    plain: dict[str, Any] = json.loads(json.dumps(found, default=str))
    return plain
