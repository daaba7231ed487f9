"""What the views of this app have in common: which rows are asked for."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse

from experiments.models import Experiment, Run

ROLE_TOO_LOW = OpenApiResponse(description="The role is too low.")


def experiments_for(user: Any) -> QuerySet[Experiment]:
    rows: QuerySet[Experiment] = Experiment.objects.for_user(user)
    return rows.select_related("organization", "task_set").prefetch_related("arms__connection")


def runs_for(user: Any) -> QuerySet[Run]:
    rows: QuerySet[Run] = Run.objects.for_user(user)
    return rows.select_related("experiment__organization", "task_set")
