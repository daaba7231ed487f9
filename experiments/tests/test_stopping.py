"""A stop lets calls end for a while, then ends them; who asks twice does not want to wait."""

import threading
from queue import Empty, SimpleQueue

import pytest

from experiments.stopping import Stop

LONG, AT_ONCE = 3600.0, 0.001


class Drains:
    """Remembers how it was told to stop."""

    def __init__(self):
        self.told = SimpleQueue()

    def stop(self, *, abort):
        self.told.put(abort)


def watching():
    return sum(thread.name == "stop" for thread in threading.enumerate())


@pytest.fixture
def drains():
    return Drains()


def test_calls_may_end_first_and_are_aborted_after_the_grace(drains):
    stop = Stop(drains)
    stop.watch(grace_seconds=AT_ONCE)
    stop.ask()
    assert [drains.told.get(timeout=10), drains.told.get(timeout=10)] == [False, True]


def test_within_the_grace_nothing_is_aborted(drains):
    stop = Stop(drains)
    stop.watch(grace_seconds=LONG)
    stop.ask()
    assert drains.told.get(timeout=10) is False
    with pytest.raises(Empty):
        drains.told.get(timeout=0.05)


def test_who_asks_twice_does_not_wait(drains):
    stop = Stop(drains)
    stop.watch(grace_seconds=LONG)
    stop.ask()
    stop.ask()
    assert [drains.told.get(timeout=10), drains.told.get(timeout=10)] == [False, True]


def test_a_stop_that_comes_before_the_watch_counts(drains):
    stop = Stop(drains)
    stop.ask()
    stop.watch(grace_seconds=AT_ONCE)
    assert [drains.told.get(timeout=10), drains.told.get(timeout=10)] == [False, True]


def test_nobody_who_does_not_ask_is_stopped(drains):
    before = watching()
    Stop(drains).watch(grace_seconds=AT_ONCE)
    assert watching() == before + 1
    with pytest.raises(Empty):
        drains.told.get(timeout=0.05)
