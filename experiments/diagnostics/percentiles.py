"""Percentiles of how long the rows of a stage took, by linear interpolation, in milliseconds."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from django.db.models import ExpressionWrapper, F, FloatField, Func, QuerySet
from django.db.models.fields import DurationField
from numpy.typing import NDArray

from experiments.columns import read_columns

QUANTILES = (0.5, 0.9, 0.99)


@dataclass(frozen=True, slots=True, kw_only=True)
class Percentiles:
    """None where nothing was measured."""

    p50: float | None = None
    p90: float | None = None
    p99: float | None = None

    @classmethod
    def of(cls, measured: NDArray[np.float64]) -> Self:
        """NaN stands for what was not measured."""
        known = measured[~np.isnan(measured)]
        found = map(float, np.quantile(known, QUANTILES)) if len(known) else ()
        return cls(**dict(zip(cls.__slots__, found, strict=False)))


class _Milliseconds(Func):
    """Of a duration, which SQLite keeps as microseconds."""

    template = "(%(expressions)s / 1000.0)"
    output_field = FloatField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "(date_part('epoch', %(expressions)s) * 1000)"
        return self.as_sql(compiler, connection, template=template, **context)


def latencies(rows: QuerySet[Any]) -> Percentiles:
    """Of the call where the stage makes one, else from start to end."""
    has_latency = any(f.name == "latency_ms" for f in rows.model._meta.concrete_fields)
    timed = rows.exclude(latency_ms=None) if has_latency else _ended(rows)
    taken = F("latency_ms") if has_latency else _Milliseconds(_span())
    return Percentiles.of(_column(timed.order_by().annotate(taken=taken).values("taken")))


def _column(rows: QuerySet[Any]) -> NDArray[np.float64]:
    """All of it, since a database that sorts them takes longer than to send them."""
    statement, parameters = rows.query.sql_with_params()
    chunks = read_columns(statement, parameters, columns={"taken": "float"})
    parts = [chunk["taken"].astype(float) for chunk in chunks]
    return np.concatenate(parts) if parts else np.empty(0)


def _ended(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.exclude(started_at=None).exclude(finished_at=None)


def _span() -> ExpressionWrapper:
    return ExpressionWrapper(F("finished_at") - F("started_at"), output_field=DurationField())
