"""What the views of this app have in common: who asks, for which rows."""

from typing import Any, cast

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse
from rest_framework.request import Request

from experiments.models import Experiment, Run
from organizations.models import User

ROLE_TOO_LOW = OpenApiResponse(description="The role is too low.")


def experiments_for(user: Any) -> QuerySet[Experiment]:
    rows: QuerySet[Experiment] = Experiment.objects.for_user(user)
    return rows.select_related("organization", "task_set").prefetch_related("arms__connection")


def runs_for(user: Any) -> QuerySet[Run]:
    rows: QuerySet[Run] = Run.objects.for_user(user)
    return rows.select_related("experiment__organization", "task_set")


def person(request: Request) -> User:
    """Who asks; the anonymous were turned away before."""
    return cast(User, request.user)
