"""Several who change the same thing at the same time: one of them saw the latest version."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from organizations.roles import Role
from organizations.tests.factories import OrganizationFactory
from organizations.tests.http import API, JSON, bearer_of
from providers.models import AllowlistEntry, Connection
from providers.tests.factories import ConnectionFactory

pytestmark = pytest.mark.django_db(transaction=True)
TOGETHER = 4


def all_at_once(client, address, bodies):
    """Each body by a thread of its own, all for the version that is there now."""
    etag, start = client.get(address)["ETag"], Barrier(len(bodies))

    def change(body):
        start.wait()
        try:
            headers = {"If-Match": etag}
            return client.patch(address, body, content_type=JSON, headers=headers).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(bodies)) as pool:
        return sorted(pool.map(change, bodies))


def test_one_of_several_changes_of_a_connection_wins():
    stored = ConnectionFactory(organization__slug="acme")
    client = bearer_of(stored.organization, Role.ADMIN)
    address = f"{API}/organizations/acme/connections/{stored.pk}/"
    bodies = [{"name": f"name-{number}"} for number in range(TOGETHER)]
    assert all_at_once(client, address, bodies) == [200] + [412] * (TOGETHER - 1)
    assert Connection.objects.get().name.startswith("name-")


def test_one_of_several_first_changes_of_an_entry_wins():
    client = bearer_of(OrganizationFactory(slug="acme"), Role.ADMIN)
    address = f"{API}/organizations/acme/providers/openai/"
    bodies = [{"enabled": True, "max_concurrency": number + 1} for number in range(TOGETHER)]
    assert all_at_once(client, address, bodies) == [200] + [412] * (TOGETHER - 1)
    assert AllowlistEntry.objects.count() == 1
