"""Whether what was told of a run is what its rows say: codes, times, sums, traces."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from django.db.models import Count, QuerySet, Sum

from benchmarks.chaos.collector import Collector
from benchmarks.chaos.figures import Figure, Figures, exactly
from benchmarks.chaos.patience import Stuck, patiently, until
from benchmarks.chaos.watch import Sums, Watch
from experiments.models import ProviderCall, Run
from experiments.states import TERMINAL, CallOutcome, WorkState
from experiments.work.stage import stages

SETTLE_SECONDS = 10  # a batch is counted after its transaction, spans are sent now and then
CLOSED_FIRST_AS = {CallOutcome.SUPERSEDED: (CallOutcome.AMBIGUOUS.value, "")}


def failures_told(run: Run) -> Figures:
    """Each row that failed has its code, and each call that failed how long it took."""
    failed = ProviderCall.objects.filter(run=run, outcome=CallOutcome.FAILED)
    without = Counter(
        stage.name
        for stage in stages()
        for row in stage.rows().filter(run=run, state=WorkState.FAILED)
        if not row.error_code
    )
    untimed = failed.filter(latency_ms=None) | failed.filter(error_code="")
    return [
        exactly("failed rows without a code, by stage", dict(without), {}),
        exactly("failed calls without code or latency", patiently(untimed.count), 0),
    ]


def sums_told(run: Run, *, watch: Watch, before: Sums) -> Figure:
    """What the workers counted in the meantime, which was nothing but this run, is what the
    database has."""
    stored = stored_sums(run)
    with suppress(Stuck):
        until(
            lambda: not differing(watch.grown(before), stored),
            seconds=SETTLE_SECONDS,
            what="the workers have counted the last batch",
        )
    return exactly(
        f"metric sums unlike the database, of {len(stored)}",
        differing(watch.grown(before), stored),
        [],
    )


def stored_sums(run: Run) -> Sums:
    """As the workers should have counted it: a call as it was closed first."""
    return dict(patiently(lambda: list(_stored(run))))


def differing(counted: Sums, stored: Sums) -> list[str]:
    pairs = {
        key: (counted.get(key, 0), stored.get(key, 0)) for key in counted.keys() | stored.keys()
    }
    return [
        f"{' '.join(key)}: {said:g} of {there:g}"
        for key, (said, there) in sorted(pairs.items())
        if abs(said - there) > 1e-6
    ]


def await_spans(run: Run, *, traces: Collector | None) -> str:
    """All that was said of the run in traces, once every call has its span, or after a while."""
    if traces is None:
        return ""
    with suppress(Stuck):
        until(lambda: not unseen(run, traces), seconds=SETTLE_SECONDS, what="all spans have come")
    return "\n".join(span.text for span in traces.of_run(run.pk))


def unseen(run: Run, traces: Collector) -> set[str]:
    """Calls of the ledger without a span."""
    sent = ProviderCall.objects.filter(run=run).values_list("id", flat=True)
    seen = {span.attributes.get("bakeoff.call.id") for span in traces.of_run(run.pk)}
    return set(map(str, patiently(lambda: list(sent)))) - seen


def trace_told(run: Run, *, traces: Collector | None, trace_id: str) -> Figures:
    """One trace, from the request over every call to every judgement."""
    if traces is None:
        name = "one trace from the request to the judge"
        return [Figure(name=name, seen="not installed", limit="the extra", held=True)]
    await_spans(run, traces=traces)
    ours = traces.of_run(run.pk)
    requests = [span for span in traces.spans if span.trace_id == trace_id and "POST" in span.name]
    calling = {stage.name for stage in stages() if stage.calls_provider}
    seen = {span.attributes.get("bakeoff.stage", "") for span in ours} - {""}
    return [
        exactly("requests in the trace", len(requests), 1),
        exactly("stages that call, without a span in it", sorted(calling - seen), []),
        exactly("calls without a span in it", len(unseen(run, traces)), 0),
        exactly("spans in another trace", sum(span.trace_id != trace_id for span in ours), 0),
    ]


def _stored(run: Run) -> Iterator[tuple[tuple[str, ...], float]]:
    calls = ProviderCall.objects.filter(run=run)
    yield from _calls(calls)
    for labels, n in _grouped(calls.filter(retry=True), "stage", "provider"):
        yield ("bakeoff_retries_total", *labels), n
    for stage in stages():
        ended = stage.rows().filter(run=run, state__in=TERMINAL)
        for labels, n in _grouped(ended, "state", "error_code"):
            yield ("bakeoff_work_ended_total", stage.name, *labels), n
    for row in calls.order_by().values("provider").annotate(usd=Sum("cost_usd")):
        yield ("bakeoff_spend_usd_total", row["provider"]), float(row["usd"] or 0)


def _calls(calls: "QuerySet[ProviderCall]") -> Iterator[tuple[tuple[str, ...], float]]:
    found: Counter[tuple[str, ...]] = Counter()
    for (stage, provider, outcome, code), n in _grouped(
        calls, "stage", "provider", "outcome", "error_code"
    ):
        found[(stage, provider, *CLOSED_FIRST_AS.get(CallOutcome(outcome), (outcome, code)))] += n
    for key, n in found.items():
        yield ("bakeoff_provider_calls_total", *key), n


def _grouped(
    rows: "QuerySet[ProviderCall]", *columns: str
) -> Iterator[tuple[tuple[str, ...], int]]:
    for *key, n in rows.order_by().values_list(*columns).annotate(n=Count("id")):
        yield tuple(map(str, key)), n
