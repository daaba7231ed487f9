"""What holds for every test."""

import os
from collections.abc import Iterator
from fnmatch import fnmatch
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache

from organizations.tests.browser import CHROMIUM

# Of the two passes of `./bakeoff test`, these run in one. The first: what touches no database. The
# second, whose database is the stricter: crawls of every address, and browsers, which take long and
# ask what pages say, not how rows are kept. Without `--pass` every test runs.
ONLY_IN = {
    "sqlite": (
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
    ),
    "postgresql": (
        "*_browser.py",
        "evaluation/tests/test_slow_validation.py",
        "config/tests/tenancy/*",
        "config/tests/test_admin_crawl.py",
        "config/tests/test_api_fuzz.py",
        "leaderboards/tests/test_rationale_wall.py",
    ),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pass", choices=sorted(ONLY_IN), help="one of the two of ./bakeoff test")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    chosen = config.getoption("--pass")
    elsewhere = [
        pattern for name in ONLY_IN if chosen not in (None, name) for pattern in ONLY_IN[name]
    ]

    def is_elsewhere(item: pytest.Item) -> bool:
        path = item.path.relative_to(config.rootpath).as_posix()
        return any(fnmatch(path, pattern) for pattern in elsewhere)

    left_out = [item for item in items if is_elsewhere(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


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
