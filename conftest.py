"""What holds for every test."""

import gc
import os
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from organizations.tests.browser import CHROMIUM

# `./bakeoff test` runs the suite on SQLite and on PostgreSQL, on each of them in two parts at once:
# tests of the engine and of other processes, which mostly wait, and all others, which mostly
# compute. What touches no database runs once. Without `--part` every test runs.
ENGINE = (
    *("benchmarks/*", "evaluation/*", "experiments/*"),
    "*/tests/test_*_browser.py",
    "config/tests/test_health.py",
    "config/tests/test_migrations.py",
    "config/tests/test_sign_in_shared.py",
    "config/tests/test_typescript_client.py",
    "leaderboards/tests/test_command_*",
)
ONCE = (
    "benchmarks/tests/test_adapters.py",
    "benchmarks/tests/test_coverage.py",
    "benchmarks/tests/test_stub.py",
    "config/tests/test_api_breaks.py",
    "config/tests/test_api_deprecation.py",
    "config/tests/test_api_document.py",
    "config/tests/test_api_guide.py",
    "config/tests/test_checks.py",
    "config/tests/test_contracts.py",
    "config/tests/test_script.py",
    "evaluation/tests/test_verdicts.py",
    "experiments/tests/test_artifact_*",
    "experiments/tests/test_checks_*",
    "experiments/tests/test_import_reading.py",
    "experiments/tests/test_prompts.py",
    "experiments/tests/test_retry.py",
    "experiments/tests/test_sandbox_*",
    "experiments/tests/test_taskfile.py",
    "leaderboards/tests/test_charts.py",
    "leaderboards/tests/test_csv_cells.py",
    "leaderboards/tests/test_diffs.py",
    "leaderboards/tests/test_figures.py",
    "leaderboards/tests/test_scatter.py",
    "leaderboards/tests/test_statistics_*",
    "leaderboards/tests/test_timeline.py",
    "leaderboards/tests/test_validations.py",
    "organizations/tests/test_json_forms.py",
    "organizations/tests/test_strict.py",
    "providers/tests/conformance/*",
    "providers/tests/test_amounts.py",
    "providers/tests/test_anthropic*",
    "providers/tests/test_chat_*",
    "providers/tests/test_demo_*",
    "providers/tests/test_egress.py",
    "providers/tests/test_hostile_servers.py",
    "providers/tests/test_openai_compatible.py",
    "providers/tests/test_parameters.py",
    "providers/tests/test_prices.py",
    "providers/tests/test_redaction.py",
    "providers/tests/test_request_bodies.py",
    "providers/tests/test_retry_after.py",
    "providers/tests/test_settings_schemas.py",
    "providers/tests/test_usage.py",
    "providers/tests/test_vendors.py",
    "providers/tests/test_worst_case.py",
)
# Chromium would load what belongs to the address bar of each window, which nobody sees. Of two such
# lists it heeds the last: Playwright's own is none that these tests need.
NO_ADDRESS_BAR = "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--part", choices=["engine", "site", "once"], help="which tests run")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What another part runs is not even imported here, unless it is named."""
    here = collection_path.suffix != ".py" or _is_asked_for(collection_path, config)
    return None if here else True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    kept = [item for item in items if _is_asked_for(item.path, config)]
    if others := _without(items, kept):
        config.hook.pytest_deselected(items=others)
    items[:] = sorted(kept, key=_in_a_browser)  # these last, one after another: they share one
    if config.getoption("--part") == "once" and (asking := list(filter(_asks_a_database, kept))):
        raise pytest.UsageError(f"On both databases, so not in ONCE of conftest.py: {asking}")


def _without(items: list[pytest.Item], kept: list[pytest.Item]) -> list[pytest.Item]:
    ids = {item.nodeid for item in kept}
    return [item for item in items if item.nodeid not in ids]


def _is_asked_for(path: Path, config: pytest.Config) -> bool:
    part = config.getoption("--part")
    return part in (None, _part_of(path.relative_to(config.rootpath).as_posix()))


def _part_of(path: str) -> str:
    for part, patterns in (("once", ONCE), ("engine", ENGINE)):
        if any(fnmatch(path, pattern) for pattern in patterns):
            return part
    return "site"


def _asks_a_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or "django_db_setup" in fixtures


def _in_a_browser(item: pytest.Item) -> bool:
    return item.get_closest_marker("browser") is not None


def pytest_sessionstart(session: pytest.Session) -> None:
    # Tests of the engine have leases and deadlines to keep, and those of the site compute most.
    os.nice({"site": 3, "once": 8}.get(session.config.getoption("--part"), 0))
    # The admin's models are registered where its pages are.
    import_module(settings.ROOT_URLCONF)
    # A real hash is made to be slow, and every test with a user would wait for one.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Each client of a test is a site of its own, which would look through all static files.
    settings.WHITENOISE_AUTOREFRESH = True


def pytest_collection_finish() -> None:
    """What was imported stays: it need not be looked through at each collection of garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> None:
    """No database is made where no test has the marker for it: see benchmarks/tests/chaos."""
    from config.tests.quick_flush import flush_quickly  # needs models, which are there only now

    if any(item.get_closest_marker("django_db") for item in request.session.items):
        with django_db_blocker.unblock():
            flush_quickly()


@pytest.fixture(scope="module")
def kept_rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What fixtures of a module make stands for all its tests: theirs are transactions in this."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def counters_of_its_own() -> None:
    """Requests are counted in the cache, by ids that other tests use again."""
    cache.key_prefix = uuid4().hex


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """For whoever comes last: see `pytest_collection_modifyitems`."""
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread; the queries of these tests do not run in it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", NO_ADDRESS_BAR]
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
