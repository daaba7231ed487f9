"""What holds for every test."""

from uuid import uuid4

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def counters_of_its_own() -> None:
    """Requests are counted in the cache, by ids that other tests use again."""
    cache.key_prefix = uuid4().hex
