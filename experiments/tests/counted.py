"""What a process counted while something happened, and the same asked of the ledger."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from prometheus_client import REGISTRY
from prometheus_client.samples import Sample

from experiments.models import ProviderCall
from experiments.states import CallOutcome, WorkState
from experiments.work.stage import stages

Key = tuple[str, ...]
ENDED = (WorkState.SUCCEEDED, WorkState.FAILED, WorkState.CANCELLED)


class Counts:
    """Values by name and labels; only what has grown."""

    def __init__(self, samples: Iterable[Sample]) -> None:
        self.values = {(s.name, *sorted(s.labels.items())): s.value for s in samples}

    def since(self, before: "Counts") -> "Counts":
        grown = Counts([])
        grown.values = {
            key: value - before.values.get(key, 0)
            for key, value in self.values.items()
            if value != before.values.get(key, 0)
        }
        return grown

    def by(self, name: str, *labels: str) -> dict[Key, float]:
        """Of one metric, by the values of these labels."""
        found: dict[Key, float] = {}
        for (called, *pairs), value in self.values.items():
            if called == name:
                given = dict(pairs)
                key = tuple(given[label] for label in labels)
                found[key] = found.get(key, 0) + value
        return found


def samples_of(registry: Any = REGISTRY) -> list[Sample]:
    return [sample for family in registry.collect() for sample in family.samples]


@contextmanager
def counting() -> Iterator[Counts]:
    """Yields what this process counts within the block, complete at its end."""
    before, found = Counts(samples_of()), Counts([])
    yield found
    found.values = Counts(samples_of()).since(before).values


def assert_counts_equal_the_ledger(counts: Counts) -> None:
    """All of the calls and rows in the database were made since the counting began."""
    calls = ProviderCall.objects.all()
    assert counts.by("bakeoff_provider_calls_total", "stage", "provider", "outcome", "code") == (
        _grouped(calls, "stage", "provider", "outcome", "error_code")
    )
    retried = _grouped(calls.filter(retry=True), "stage", "provider")
    assert counts.by("bakeoff_retries_total", "stage", "provider") == retried
    assert counts.by("bakeoff_work_ended_total", "stage", "state", "code") == _ended()
    spent = calls.aggregate(usd=Sum("cost_usd"))["usd"] or Decimal(0)
    assert sum(counts.by("bakeoff_spend_usd_total").values()) == float(round(spent, 9))
    timed = calls.filter(Q(outcome=CallOutcome.SUCCEEDED) | Q(outcome=CallOutcome.FAILED))
    latencies = counts.by("bakeoff_stage_seconds_count", "stage")
    latencies.pop(("validation",), None)
    assert latencies == _grouped(timed, "stage")


def _ended() -> dict[Key, float]:
    found: dict[Key, float] = {}
    for stage in stages():
        rows = stage.model._default_manager.filter(state__in=ENDED)
        for (state, code), n in _grouped(rows, "state", "error_code").items():
            found[stage.name, state, code] = n
    return found


def _grouped(rows: Any, *columns: str) -> dict[Key, float]:
    counted = rows.order_by().values_list(*columns).annotate(n=Count("id"))
    return {tuple(map(str, key)): float(n) for *key, n in counted}
