"""Experiments over HTTP: parse, call one action, show."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.generics import GenericAPIView, ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from experiments.api.common import ROLE_TOO_LOW, experiments_for
from experiments.bodies import ExperimentPatch
from experiments.definitions import (
    change_experiment,
    create_experiment,
    definition_of,
    delete_experiment,
)
from experiments.denials import denials_kept
from experiments.models import Experiment
from experiments.serializers import ExperimentDetailSerializer, ExperimentSerializer
from experiments.spec import ExperimentBody
from organizations.access import get_or_404, organization_or_404, person, require_role
from organizations.conditional import ETAG, IF_MATCH, locked, require_match, tagged
from organizations.models import Organization
from organizations.roles import Role
from providers.codes import DenialPoint
from providers.request_bodies import parse_body

LOCATION = OpenApiParameter(
    "Location", response=[201], location="header", description="Where it is."
)
REFUSED = OpenApiResponse(
    description="definition_refused: one error per arm (arm null: the evaluator). Nothing was"
    " stored. Or task_set_unknown."
)
NAME_TAKEN = OpenApiResponse(description="name_taken")
CHANGED = {
    200: ExperimentDetailSerializer,
    403: ROLE_TOO_LOW,
    409: NAME_TAKEN,
    412: OpenApiResponse(description="changed_meanwhile"),
    422: REFUSED,
    428: OpenApiResponse(description="if_match_required"),
}


class ExperimentList(ListAPIView):
    """The organisation's experiments, newest first."""

    serializer_class = ExperimentSerializer
    queryset = Experiment.objects.none()

    def organization(self) -> Organization:
        return organization_or_404(person(self.request), slug=self.kwargs["slug"])

    def get_queryset(self) -> QuerySet[Experiment]:
        return experiments_for(self.request.user).filter(organization=self.organization())

    @extend_schema(
        request=ExperimentBody,
        parameters=[LOCATION, ETAG],
        responses={
            201: ExperimentDetailSerializer,
            403: ROLE_TOO_LOW,
            409: NAME_TAKEN,
            422: REFUSED,
        },
    )
    def post(self, request: Request, slug: str) -> HttpResponse:
        """Define an experiment. Every arm is checked against the organisation's allowlist."""
        organization = self.organization()
        require_role(person(request), organization, needed=Role.EDITOR)
        body = parse_body(ExperimentBody, request.data)
        with denials_kept(organization, at=DenialPoint.CREATE, actor=person(request)):
            experiment = create_experiment(organization, body, actor=person(request))
        made = shown_to(request, experiment)
        return tagged(request, made, status=201, headers={"Location": str(made["links"]["self"])})


class ExperimentDetail(GenericAPIView):
    serializer_class = ExperimentDetailSerializer
    queryset = Experiment.objects.none()

    def get_object(self) -> Experiment:
        return get_or_404(experiments_for(self.request.user), pk=self.kwargs["experiment_id"])

    @extend_schema(parameters=[ETAG])
    def get(self, request: Request, experiment_id: UUID) -> HttpResponse:
        """The experiment, with what would stand in the way of a run as things are now."""
        return tagged(request, shown(request, self.get_object()))

    @extend_schema(request=ExperimentBody, parameters=[IF_MATCH, ETAG], responses=CHANGED)
    def put(self, request: Request, experiment_id: UUID) -> HttpResponse:
        """Define the experiment anew; what is left out gets its default.

        Runs keep the configuration that they started with.
        """
        return self._change(request, experiment_id, keep=False)

    @extend_schema(request=ExperimentPatch, parameters=[IF_MATCH, ETAG], responses=CHANGED)
    def patch(self, request: Request, experiment_id: UUID) -> HttpResponse:
        """Change the named fields. `arms` are replaced as a whole, and all are checked again."""
        return self._change(request, experiment_id, keep=True)

    @extend_schema(
        parameters=[IF_MATCH],
        responses={
            204: None,
            403: ROLE_TOO_LOW,
            409: OpenApiResponse(description="experiment_has_runs"),
            412: CHANGED[412],
            428: CHANGED[428],
        },
    )
    def delete(self, request: Request, experiment_id: UUID) -> Response:
        """Delete an experiment that has no runs."""
        with locked(experiments_for(request.user), pk=experiment_id) as experiment:
            require_role(person(request), experiment.organization, needed=Role.EDITOR)
            require_match(request, shown_to(request, experiment))
            delete_experiment(experiment)
        return Response(status=204)

    def _change(self, request: Request, experiment_id: UUID, *, keep: bool) -> HttpResponse:
        known = Experiment.objects.for_user(request.user).select_related("organization")
        organization = get_or_404(known, pk=experiment_id).organization
        rows = experiments_for(request.user)
        kept = denials_kept(
            organization, at=DenialPoint.UPDATE, experiment_id=experiment_id, actor=person(request)
        )
        with kept, locked(rows, pk=experiment_id) as experiment:
            require_role(person(request), organization, needed=Role.EDITOR)
            require_match(request, shown_to(request, experiment))
            data = patched(experiment, request.data) if keep else request.data
            changed = change_experiment(experiment, parse_body(ExperimentBody, data))
            fresh = shown_to(request, changed)
        return tagged(request, fresh)


def patched(experiment: Experiment, changes: Any) -> Any:
    """The definition with the changes. What is no object at all is left for the check to refuse."""
    return definition_of(experiment) | changes if isinstance(changes, dict) else changes


def shown_to(request: Request, experiment: Experiment) -> Mapping[str, Any]:
    """Read afresh: what was changed beside it, such as its arms, may be prefetched."""
    return shown(request, experiments_for(request.user).get(pk=experiment.pk))


def shown(request: Request, experiment: Experiment) -> Mapping[str, Any]:
    told: Mapping[str, Any]
    told = ExperimentDetailSerializer(experiment, context={"request": request}).data
    return told
