"""A connection that arms or profiles name stays with its provider: limits and prices are its."""

import json

import pytest

from evaluation.tests.factories import EvaluatorProfileFactory
from experiments.tests.factories import ArmFactory, RunArmFactory
from organizations.errors import Invalid
from organizations.roles import Role
from organizations.tests.http import client_of
from organizations.tests.staff import signed_in, staff_of
from providers.actions import save_connection
from providers.spec import ConnectionSpec
from providers.tests.factories import ConnectionFactory

pytestmark = pytest.mark.django_db
DEMO = {"provider": "demo", "settings": {}}


def by_api(connection):
    address = f"/api/v1/organizations/{connection.organization.slug}/connections/{connection.pk}/"
    client = client_of(connection.organization, Role.ADMIN)
    return client.patch(address, json.dumps(DEMO), "application/json", headers={"if-match": "*"})


def named_by_an_arm(connection):
    ArmFactory(connection=connection, experiment__organization=connection.organization)


def named_by_an_arm_of_a_run(connection):
    RunArmFactory(connection=connection)


def named_by_a_profile(connection):
    EvaluatorProfileFactory(connection=connection, organization=connection.organization)


@pytest.mark.parametrize("named", [named_by_an_arm, named_by_an_arm_of_a_run, named_by_a_profile])
def test_the_api_refuses_another_provider(named):
    connection = ConnectionFactory()
    named(connection)
    refused = by_api(connection)
    assert (refused.status_code, refused.json()["code"]) == (409, "connection_in_use")
    assert refused.json()["errors"][0]["attr"] == "provider"
    connection.refresh_from_db()
    assert connection.provider == "openai_compatible"


def test_one_that_nobody_names_may_go_to_another_provider():
    connection = ConnectionFactory()
    assert by_api(connection).status_code == 200
    connection.refresh_from_db()
    assert connection.provider == "demo"


def test_the_admin_says_so_at_the_field():
    connection = ConnectionFactory()
    named_by_an_arm(connection)
    client = signed_in(staff_of(connection.organization))
    form = {"name": connection.name, "provider": "demo", "settings": "{}"}
    page = client.post(f"/admin/providers/connection/{connection.pk}/change/", form)
    assert page.status_code == 200
    errors = page.context["adminform"].form.errors
    assert "Create another connection" in str(errors["provider"])


def test_a_spec_may_change_anything_else():
    connection = ConnectionFactory(name="local")
    named_by_an_arm(connection)
    moved = {"provider": "openai_compatible", "settings": {"base_url": "http://127.0.0.1:1/v1"}}
    save_connection(connection.organization, ConnectionSpec(name="local", **moved))
    with pytest.raises(Invalid, match=r"connections\.local\.provider") as refused:
        save_connection(connection.organization, ConnectionSpec(name="local", **DEMO))
    assert refused.value.code == "connection_in_use"
