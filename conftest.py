"""What holds for every test."""

import os
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache

from organizations.tests.browser import CHROMIUM

# Tests that touch no database of the pass: the second pass of `./bakeoff test` leaves them to the
# first. Without `--second-pass` every test runs.
WITHOUT_DATABASE = (
    "benchmarks/tests/test_*",
    "config/tests/test_api_document.py",
    "config/tests/test_checks.py",
    "config/tests/test_contracts.py",
    "config/tests/test_script.py",
    "experiments/tests/test_artifact_*",
    "experiments/tests/test_sandbox_*",
    "leaderboards/tests/test_statistics_*",
    "providers/tests/conformance/*",
    "providers/tests/test_demo_tasks.py",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--second-pass", action="store_true", help="what touches the database alone")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--second-pass"):
        return
    left_out = [item for item in items if _is_without_database(item, config.rootpath)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


def _is_without_database(item: pytest.Item, root: Path) -> bool:
    path = item.path.relative_to(root).as_posix()
    return any(fnmatch(path, pattern) for pattern in WITHOUT_DATABASE)


@pytest.fixture(autouse=True)
def counters_of_its_own() -> None:
    """Requests are counted in the cache, by ids that other tests use again."""
    cache.key_prefix = uuid4().hex


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread; the queries of these tests do not run in it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
