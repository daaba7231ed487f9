"""No cache keeps what a member of an organisation was told for anybody else."""

import pytest

from organizations.tests.factories import OrganizationFactory
from organizations.tests.http import API, client_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("organizations/acme/experiments/", 200),
        ("organizations/other/experiments/", 404),
        ("nowhere/", 404),
    ],
)
def test_answers_are_private(path, status):
    response = client_of(OrganizationFactory(slug="acme")).get(f"{API}/{path}")
    assert (response.status_code, response["Cache-Control"]) == (status, "private, no-cache")
