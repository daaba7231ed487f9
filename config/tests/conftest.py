"""What tests have in common that ask the admin much."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.admin import site

LISTED = re.compile(r"/admin/(\w+/)?")


@pytest.fixture(scope="module")
def bare_admin() -> Iterator[None]:
    """Without the list of all tables, but on the pages that are such a list: it would stand beside
    every other page, and takes a tenth of the time of each."""
    listed = site.get_app_list

    def on_its_own_page(request: Any, *args: Any) -> list[Any]:
        return listed(request, *args) if LISTED.fullmatch(request.path) else []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(site, "enable_nav_sidebar", False)
        patch.setattr(site, "get_app_list", on_its_own_page)
        yield
