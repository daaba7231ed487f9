"""The site that is told to stop lets its calls end: they are paid for."""

import signal
from contextlib import contextmanager

import pytest
from django.conf import settings as project

from experiments.models import ProviderCall
from experiments.tests.draining import quicken
from experiments.tests.processes import provider, wait_until
from experiments.tests.runs import started_run
from experiments.work.active import active_drains
from leaderboards.management.commands.serve import Site

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not project.EMBEDDED_WORKER, reason="there is a broker"),
]
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)


@contextmanager
def afterwards_as_before():
    before = {name: signal.getsignal(name) for name in SIGNALS}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
        active_drains.allow()  # a site that stopped lets nothing begin any more in its process


def test_calls_in_flight_end_before_the_site_does(settings):
    quicken(settings)
    site = Site(bind="127.0.0.1:0")
    with afterwards_as_before(), provider(delay=0.5) as fake:
        site.start_worker(None)
        run = started_run(fake.base_url, tasks=4, max_concurrency=2)
        wait_until(lambda: fake.total == 2)
        site.stop_worker(None, None)
    assert fake.total == 2
    outcomes = ProviderCall.objects.filter(run=run).values_list("outcome", flat=True)
    assert list(outcomes) == ["succeeded"] * 2


def test_gunicorn_gives_the_process_longer_than_its_calls_have(settings):
    settings.STOP_GRACE_SECONDS = 150.0
    assert Site(bind="127.0.0.1:0").cfg.graceful_timeout > 150 + 10
