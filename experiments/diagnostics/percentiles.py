"""Percentiles of how long the rows of a stage took, by linear interpolation, in milliseconds."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from django.db import connections
from django.db.models import Aggregate, ExpressionWrapper, F, FloatField, Func, QuerySet
from django.db.models.fields import DurationField

QUANTILES = (0.5, 0.9, 0.99)


@dataclass(frozen=True, slots=True, kw_only=True)
class Percentiles:
    """None where nothing was measured."""

    p50: float | None = None
    p90: float | None = None
    p99: float | None = None

    @classmethod
    def of(cls, values: Any) -> Self:
        return cls() if values is None else cls(**dict(zip(cls.__slots__, values, strict=True)))


class _PercentileCont(Aggregate):
    """PostgreSQL's own: it sorts there, and sends three numbers."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(ARRAY[0.5, 0.9, 0.99]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()

    def convert_value(self, value: Any, *_: Any) -> Any:
        return value


class _Milliseconds(Func):
    template = "(EXTRACT(EPOCH FROM %(expressions)s) * 1000)"
    output_field = FloatField()


def latencies(rows: QuerySet[Any]) -> Percentiles:
    """Of the call where the stage makes one, else from start to end."""
    has_latency = any(f.name == "latency_ms" for f in rows.model._meta.concrete_fields)
    timed = rows.exclude(latency_ms=None) if has_latency else _ended(rows)
    if connections[rows.db].vendor == "postgresql":
        taken = F("latency_ms") if has_latency else _Milliseconds(_span())
        return Percentiles.of(timed.aggregate(found=_PercentileCont(taken))["found"])
    return _sorted_here(timed, has_latency=has_latency)


def _sorted_here(rows: QuerySet[Any], *, has_latency: bool) -> Percentiles:
    """SQLite knows no percentiles, and is the database of runs on one machine."""
    if has_latency:
        taken = list(rows.values_list("latency_ms", flat=True))
    else:
        pairs = rows.values_list("started_at", "finished_at")
        taken = [(ended - started).total_seconds() * 1000 for started, ended in pairs]
    return Percentiles.of(map(float, np.quantile(taken, QUANTILES)) if taken else None)


def _ended(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.exclude(started_at=None).exclude(finished_at=None)


def _span() -> ExpressionWrapper:
    return ExpressionWrapper(F("finished_at") - F("started_at"), output_field=DurationField())
