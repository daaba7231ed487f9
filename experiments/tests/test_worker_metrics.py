"""A worker process tells on a port of its own what it counted."""

import socket
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from experiments.models import ProviderCall, Run
from experiments.states import RunState
from experiments.tests.counted import Counts, assert_counts_equal_the_ledger
from experiments.tests.draining import scripted
from experiments.tests.processes import completion, provider, wait_until, worker
from experiments.tests.runs import started_run

pytestmark = pytest.mark.django_db(transaction=True)
OK = (200, completion(), {})
BUSY = (503, {"error": {"message": "busy"}}, {"retry-after-ms": "1"})
REFUSED = (400, {"error": {"message": "no"}}, {})


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def scraped(port):
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        families = text_string_to_metric_families(answer.read().decode())
        found = Counts(sample for family in families for sample in family.samples)
    return found.since(Counts([]))


def test_the_counters_of_a_worker_equal_the_ledger():
    port = free_port()
    with provider(scripted({"Do 1.": [BUSY, OK], "Do 2.": [REFUSED]}, otherwise=OK)) as fake:
        run = started_run(fake.base_url, tasks=5)
        with worker(BAKEOFF_METRICS_PORT=str(port)) as one:
            ended = Run.objects.filter(pk=run.pk).exclude(state=RunState.RUNNING)
            wait_until(ended.exists, log=one.log)
            counts = scraped(port)
    assert ProviderCall.objects.count() == 6
    assert_counts_equal_the_ledger(counts)
