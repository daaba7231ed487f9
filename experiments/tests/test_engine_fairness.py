"""Who is served first, what counts as a failure, and what a deadline cuts off."""

from collections import Counter

import pytest
from django.utils import timezone

from experiments.actions import NEIGHBOURS
from experiments.models import Attempt, Validation
from experiments.tests.draining import quicken, scripted, worked
from experiments.tests.holding import NOWHERE, Holder, aborted, expire
from experiments.tests.processes import completion, provider
from experiments.tests.runs import run_on_two_connections, started_run

pytestmark = pytest.mark.django_db(transaction=True)
OK = (200, completion("```\nx = 1\n```"), {})
BUSY = (503, {"error": {"message": "busy"}}, {"retry-after-ms": "1"})


@pytest.fixture(autouse=True)
def quick(settings):
    quicken(settings)


def test_arms_on_two_connections_are_claimed_in_the_planned_order():
    run = run_on_two_connections(NOWHERE, tasks=6, max_concurrency=4)
    planned = Attempt.objects.filter(run=run).order_by("available_at", "id")
    first = list(planned.values_list("id", flat=True)[:4])

    assert sorted(job.id for job in Holder(run).claims(4)) == sorted(first)


def test_attempts_become_available_as_planned_and_at_once():
    run = run_on_two_connections(NOWHERE, tasks=NEIGHBOURS)
    attempts = Attempt.objects.filter(run=run)
    planned = attempts.order_by("repeat", "task__key", "arm__key").values_list("pk", "available_at")
    moments = [moment for _, moment in planned]

    assert list(attempts.order_by("available_at", "id").values_list("pk", "available_at")) == list(
        planned
    )
    assert set(Counter(moments).values()) == {NEIGHBOURS}
    assert max(moments) < timezone.now()


def test_calls_that_were_cut_off_leave_the_provider_its_three_failures():
    with provider(scripted({"Do 0.": [BUSY, BUSY, OK]}, otherwise=OK)) as fake:
        run = started_run(fake.base_url, tasks=1)
        for _ in range(2):
            holder = Holder(run)
            holder.records(aborted(holder.claims(1)[0]))
        Holder(run).claims(1)
        expire(run)
        attempt = worked(run)[0]

    assert (attempt.state, fake.total) == ("succeeded", 3)
    assert attempt.provider_calls == 6


def test_a_deadline_cuts_calls_off_and_what_arrived_is_still_validated():
    with provider(lambda body: OK) as fake:
        fake.delays += [0.0, 0.0, 30.0, 30.0]
        task = {"files": {"x.py": "x = 0\n"}, "validation": {"kind": "applies"}}
        run = started_run(
            fake.base_url,
            tasks=[task | {"key": f"t{n}", "prompt": f"Do {n}."} for n in range(4)],
            max_concurrency=4,
            deadline_seconds=2,
        )
        attempts = worked(run)

    ended = Counter((attempt.state, attempt.error_code) for attempt in attempts)
    assert ended == {("succeeded", ""): 2, ("failed", "deadline_exceeded"): 2}
    assert list(Validation.objects.filter(run=run).values_list("status", flat=True)) == [
        "passed",
        "passed",
    ]
