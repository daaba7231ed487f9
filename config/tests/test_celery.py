"""How workers come up, whatever is said on their command line."""

import logging
from types import SimpleNamespace

import pytest
from celery import current_app
from celery.app.log import Logging
from celery.bin.worker import WorkersPool, worker
from celery.concurrency.thread import TaskPool
from click import Context

from experiments.execution import threads_needed
from experiments.tasks import have_threads
from experiments.work.stage import stages


def test_who_names_no_pool_has_threads():
    """Celery's own default is prefork."""
    context = Context(worker, obj=SimpleNamespace(app=current_app))
    assert WorkersPool().convert("prefork", None, context) is TaskPool


def test_a_worker_with_another_pool_does_not_start():
    with pytest.raises(SystemExit, match="threads"):
        have_threads(sender=SimpleNamespace(pool_cls="solo", concurrency=64))


@pytest.mark.parametrize("asked", [1, 8, "auto"])
def test_there_are_more_threads_than_seats_whatever_was_asked_for(asked):
    told = SimpleNamespace(pool_cls="threads", concurrency=asked)
    have_threads(sender=told)
    assert told.concurrency == threads_needed() > sum(each.runs_at_once for each in stages())


def test_who_asks_for_more_threads_has_them():
    told = SimpleNamespace(pool_cls=TaskPool, concurrency=500)
    have_threads(sender=told)
    assert told.concurrency == 500


def test_the_level_of_the_log_is_that_of_the_settings(monkeypatch):
    """Not that of Celery's own option, which has a default."""
    root = logging.getLogger()
    monkeypatch.setattr(Logging, "_setup", False)
    monkeypatch.setattr(root, "level", logging.INFO)
    before = list(root.handlers)

    current_app.log.setup(loglevel="ERROR", redirect_stdouts=False)

    assert (root.level, root.handlers) == (logging.INFO, before)
