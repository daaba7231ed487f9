"""Replays that end at the same moment take their turns in the chain."""

import threading

import pytest
from django.db import connections, transaction
from django.utils import timezone

from experiments.models import Run
from leaderboards.models import Comparison
from leaderboards.sealing import seal_replay, verified
from leaderboards.tests.replayed import judge_all, replayable_run, started_replay

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


def test_each_gets_a_number_of_its_own_and_names_the_one_before():
    run = replayable_run()
    replays = [started_replay(run) for _ in range(AT_ONCE)]
    for replay in replays:
        judge_all(replay)
    Run.worked.filter(replay__in=replays).update(state="completed", finished_at=timezone.now())
    together = threading.Barrier(AT_ONCE)

    def end(replay):
        try:
            together.wait(timeout=30)
            with transaction.atomic():
                seal_replay(Run.worked.select_for_update(no_key=True).get(pk=replay.pk))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=end, args=[replay]) for replay in replays]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    numbers = Comparison.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3, 4]
    [chain] = verified()
    assert (chain.length, chain.faults) == (AT_ONCE, ())
