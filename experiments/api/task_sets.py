"""Task sets over HTTP: immutable versions, told apart by the digest of their tasks."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.generics import GenericAPIView, ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from experiments.api.common import ROLE_TOO_LOW
from experiments.api.parsers import JSONLinesParser, TasksParser, is_of
from experiments.bodies import NamedUpload, TaskSetBody
from experiments.definitions import put_task_set
from experiments.models import Task, TaskSet
from experiments.serializers import StoredTaskSetSerializer, TaskSerializer
from experiments.taskfile import TaskLine, check_tasks, parse_tasks
from organizations.access import get_or_404, organization_or_404, person, require_role
from organizations.conditional import ETAG, tagged
from organizations.models import Organization
from organizations.roles import Role
from providers.request_bodies import parse_body

NAME = OpenApiParameter(
    "name", description="Of the task set, where the body is a file (application/jsonl)."
)
LOCATION = OpenApiParameter(
    "Location", response=[200, 201], location="header", description="Where the version is."
)


class TaskSetList(ListAPIView):
    """Every version of the organisation's task sets, the newest first."""

    serializer_class = StoredTaskSetSerializer
    queryset = TaskSet.objects.none()
    parser_classes = [TasksParser, JSONLinesParser]

    def organization(self) -> Organization:
        return organization_or_404(person(self.request), slug=self.kwargs["slug"])

    def get_queryset(self) -> QuerySet[TaskSet]:
        rows: QuerySet[TaskSet] = TaskSet.objects.in_organization(self.organization())
        return rows.select_related("organization")

    @extend_schema(
        request={"application/json": TaskSetBody, "application/jsonl": str},
        parameters=[NAME, LOCATION],
        responses={
            201: StoredTaskSetSerializer,
            200: OpenApiResponse(
                StoredTaskSetSerializer, description="These very tasks are stored already."
            ),
            403: ROLE_TOO_LOW,
            413: OpenApiResponse(description="More than 16 MiB."),
            422: OpenApiResponse(description="tasks_invalid: every bad task is named."),
        },
    )
    def post(self, request: Request, slug: str) -> Response:
        """Store the tasks as a version of the named set; the same tasks again are the same version.

        Either JSON, or the file itself: `Content-Type: application/jsonl` and `?name=`.
        """
        organization = self.organization()
        require_role(person(request), organization, needed=Role.EDITOR)
        name, tasks = tasks_in(request)
        task_set, created = put_task_set(organization, name=name, tasks=tasks)
        shown = self.get_serializer(task_set).data
        headers = {"Location": str(shown["links"]["self"])}
        return Response(shown, status=201 if created else 200, headers=headers)


class TaskSetDetail(GenericAPIView):
    serializer_class = StoredTaskSetSerializer
    queryset = TaskSet.objects.none()

    @extend_schema(parameters=[ETAG])
    def get(self, request: Request, slug: str, task_set_id: UUID) -> HttpResponse:
        task_set = task_set_or_404(request, slug=slug, task_set_id=task_set_id)
        return tagged(request, self.get_serializer(task_set).data)


class TaskSetTasks(ListAPIView):
    """The tasks, each with exactly the fields of a line of tasks.jsonl."""

    serializer_class = TaskSerializer
    queryset = Task.objects.none()
    ordering = "id"

    def get_queryset(self) -> QuerySet[Task]:
        task_set = task_set_or_404(self.request, **self.kwargs)
        rows: QuerySet[Task] = Task.objects.filter(task_set=task_set)
        return rows


def task_set_or_404(request: Request, *, slug: str, task_set_id: UUID) -> TaskSet:
    organization = organization_or_404(person(request), slug=slug)
    rows: QuerySet[TaskSet] = TaskSet.objects.in_organization(organization)
    return get_or_404(rows.select_related("organization"), pk=task_set_id)


def tasks_in(request: Request) -> tuple[str, list[TaskLine]]:
    """The name and the tasks of either form of the body. Raises ValidationError, Invalid."""
    sent: Any = request.data
    if is_of(request, JSONLinesParser):
        name = parse_body(NamedUpload, request.query_params.dict()).name
        return name, parse_tasks(sent.split("\n") if sent else [], place="tasks.jsonl")
    body = parse_body(TaskSetBody, sent, apart="tasks")
    return body.name, check_tasks(body.tasks, place="tasks")
