"""One world for all tests of this folder: starting its workers is what takes the time."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test.utils import setup_databases, teardown_databases

from benchmarks.chaos.world import Pace, World, standing_crew
from experiments.tests.processes import test_database_url

# A shorter lease is lost by workers that live, while other tests keep the machine busy.
PACE = Pace(lease=4.0, reconcile=0.5)


@pytest.fixture(scope="package")
def database(
    request: pytest.FixtureRequest, django_db_setup: Any, django_db_blocker: Any
) -> Iterator[None]:
    """Rows stay from test to test: each has an organisation of its own. The marker `django_db`
    would empty the tables under the workers; without it nobody may have made the database yet."""
    with django_db_blocker.unblock():
        shared = any(item.get_closest_marker("django_db") for item in request.session.items)
        made = [] if shared else setup_databases(verbosity=0, interactive=False)
        yield
        call_command("flush", interactive=False, verbosity=0)
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="package")
def place(database: None, tmp_path_factory: pytest.TempPathFactory) -> World:
    directory: Path = tmp_path_factory.mktemp("chaos")
    address = {"DATABASE_URL": test_database_url()}
    return World(
        directory=directory,
        environment={**os.environ, **PACE.environment(), **address},
        pace=PACE,
    )


@pytest.fixture(scope="package")
def world(place: World) -> Iterator[World]:
    with standing_crew(place) as found:
        yield found
