"""The engine's promises at a size that fits the suite; `python -m benchmarks.chaos` plays them
in full. Workers, kills, signals and servers are real."""

import os

import pytest

from benchmarks.chaos.catalogue import SCENARIOS
from benchmarks.chaos.world import Scenario, Where, World

pytestmark = pytest.mark.chaos
EMBEDDED = os.environ.get("CELERY_BROKER_URL", "memory://").startswith("memory://")
ON_SERVERS = [
    pytest.param(each, id=each.name)
    for each in SCENARIOS.values()
    if each.where == Where.SERVERS and each.path_small
]
ON_SQLITE = [each for each in SCENARIOS.values() if each.where == Where.EMBEDDED]


def holds(scenario: Scenario, world: World) -> None:
    short = [str(figure) for figure in scenario.play_small(world) if not figure.held]
    assert not short, "\n".join(short)


@pytest.mark.skipif(EMBEDDED, reason="needs PostgreSQL and a broker: the other pass plays it")
@pytest.mark.parametrize("scenario", ON_SERVERS)
def test_the_promise_holds_on_postgresql_with_workers(scenario: Scenario, world: World) -> None:
    holds(scenario, world)


@pytest.mark.skipif(not EMBEDDED, reason="needs SQLite and no broker: the other pass plays it")
@pytest.mark.parametrize("scenario", ON_SQLITE, ids=lambda scenario: scenario.name)
def test_the_promise_holds_on_sqlite_in_one_process(scenario: Scenario, place: World) -> None:
    holds(scenario, place)
