"""What is deleted while an experiment is stored or started is told as what it is."""

import threading

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from experiments.actions import start_run
from experiments.definitions import NameTaken, Overtaken, create_experiment
from experiments.models import Arm, Attempt, Experiment, Run, RunArm
from experiments.preflight import RunRefused
from experiments.spec import ExperimentBody
from experiments.tests.definitions import body_for, defining_organization
from experiments.tests.factories import ArmFactory, ExperimentFactory
from experiments.tests.runs import (
    allowed_organization,
    arm,
    saved_experiment,
)
from organizations.models import User
from organizations.tests.factories import UserFactory
from organizations.tests.meanwhile import once_after
from organizations.tests.staff import signed_in, staff_of
from providers.actions import delete_connections
from providers.models import Connection

pytestmark = pytest.mark.django_db(transaction=True)
NOWHERE = "http://127.0.0.1:9/v1"
PATIENCE = "SET lock_timeout = '100ms'"
POLICY_READ = 'FROM "providers_allowlistentry"'
CONNECTIONS_READ = 'FROM "providers_connection"'
CONNECTIONS = "/admin/providers/connection/"
ARM_CHANGED = 'UPDATE "experiments_arm"'
ARM_STORED = 'INSERT INTO "experiments_arm"'


def by_somebody_else(act):
    """What came of it on a connection of its own, which does not wait for long."""
    came = []

    def work():
        patience = "PRAGMA busy_timeout = 100" if connection.vendor == "sqlite" else PATIENCE
        try:
            with connection.cursor() as cursor:
                cursor.execute(patience)
            came.append(act())
        except OperationalError:
            came.append("had to wait")
        finally:
            connection.close()

    other = threading.Thread(target=work)
    other.start()
    other.join(timeout=30)
    return came


def test_a_connection_that_is_deleted_after_it_was_checked_refuses_the_start():
    owner = allowed_organization(NOWHERE)
    Connection.objects.create(
        organization=owner, name="other", provider="openai_compatible", settings={}
    )
    experiment = saved_experiment(owner, arms=[arm(0), arm(1, connection="other")])
    named = Connection.objects.filter(name="other")
    gone = once_after(POLICY_READ, lambda: delete_connections(named))
    with gone, pytest.raises(RunRefused) as refused:
        start_run(experiment, actor=None)
    assert [(p.arm, p.code) for p in refused.value.problems] == [("arm-1", "connection_missing")]
    assert not Run.objects.exists()
    assert not Attempt.objects.exists()


def test_a_connection_stays_until_the_run_that_starts_with_it_stands():
    experiment = saved_experiment(allowed_organization(NOWHERE), tasks=1)
    came = []

    def then(run):
        came.extend(by_somebody_else(Connection.objects.all().delete))

    start_run(experiment, actor=None, then=then)
    assert came == ["had to wait"]
    assert RunArm.objects.get().connection == Connection.objects.get()


def test_a_connection_that_is_deleted_after_it_was_checked_leaves_its_arm_without_one():
    owner = defining_organization()
    body = ExperimentBody.model_validate(body_for(owner, arms=[arm(0)]))
    local = Connection.objects.filter(name="local")
    with once_after(CONNECTIONS_READ, lambda: delete_connections(local)):
        create_experiment(owner, body, actor=None)
    assert Arm.objects.get().connection is None


def test_a_connection_stays_until_the_definition_that_names_it_stands():
    owner, came = defining_organization(), []
    body = ExperimentBody.model_validate(body_for(owner, arms=[arm(0)]))

    def delete():
        came.extend(by_somebody_else(Connection.objects.all().delete))

    with once_after(ARM_STORED, delete):
        create_experiment(owner, body, actor=None)
    assert came == ["had to wait"]
    assert Arm.objects.get().connection == Connection.objects.get(name="local")


def test_what_an_experiment_cannot_be_stored_without_is_no_name_that_is_taken():
    owner, leaving = defining_organization(), UserFactory()
    body = ExperimentBody.model_validate(body_for(owner))
    User.objects.filter(pk=leaving.pk).delete()
    with pytest.raises(Overtaken):
        create_experiment(owner, body, actor=leaving)
    assert not Experiment.objects.exists()


def test_a_name_that_is_taken_after_it_was_checked_is_told_as_that():
    owner = defining_organization()
    body = ExperimentBody.model_validate(body_for(owner))

    def take():
        ExperimentFactory(organization=owner, name=body.name)

    with once_after(POLICY_READ, take), pytest.raises(NameTaken):
        create_experiment(owner, body, actor=None)
    assert Experiment.objects.count() == 1


@pytest.mark.parametrize("way", ["one", "chosen"])
def test_the_admin_holds_a_connection_before_its_arms_like_whoever_uses_it(way):
    """Otherwise the one has what the other waits for, and the database ends one of them."""
    used = ArmFactory().connection
    client = signed_in(staff_of(used.organization))
    form = {"action": "delete_selected", "_selected_action": [used.pk], "post": "yes"}
    page = f"{CONNECTIONS}{used.pk}/delete/" if way == "one" else CONNECTIONS
    with CaptureQueriesContext(connection) as asked:
        assert client.post(page, form).status_code == 302
    assert not Connection.objects.exists()
    written = [query["sql"] for query in asked]
    [let_go] = [at for at, sql in enumerate(written) if sql.startswith(ARM_CHANGED)]
    held = [sql for sql in written[:let_go] if "FOR NO KEY UPDATE" in sql]
    assert len(held) == int(connection.features.has_select_for_update)
