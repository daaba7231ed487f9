"""The page of an experiment, and starting and cancelling its runs."""

from uuid import uuid4

import pytest
from django.urls import reverse

from experiments.models import Run
from experiments.tests.factories import (
    ArmFactory,
    AttemptFactory,
    ExperimentFactory,
    RunArmFactory,
    RunFactory,
    TaskFactory,
)
from organizations.roles import Role
from organizations.tests.factories import OrganizationFactory
from organizations.tests.http import assert_queries_do_not_grow, client_of
from organizations.tests.markup import assert_strict, text_of
from providers.kinds import ProviderKind
from providers.tests.factories import AllowlistEntryFactory

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert('x')</script>"


def page_of(experiment):
    return reverse("experiment", args=[experiment.pk])


def start(client, experiment):
    return client.post(reverse("run-start", args=[experiment.pk]))


def startable(**arm):
    experiment = ExperimentFactory()
    TaskFactory(task_set=experiment.task_set)
    ArmFactory(experiment=experiment, **arm)
    return experiment


def test_an_experiment_shows_its_configuration_arms_and_runs():
    experiment = startable(
        key="small", provider=ProviderKind.DEMO, model="brindle-wren", parameters={"seed": 7}
    )
    RunFactory(experiment=experiment, finished=True)
    response = client_of(experiment.organization).get(page_of(experiment))
    seen = text_of(response)
    assert_strict(response)
    assert "small simulated" in seen
    assert "brindle-wren" in seen
    assert "seed 7" in seen
    assert "Completed" in seen
    assert experiment.task_set.digest in response.content.decode()


def test_arms_of_real_providers_are_not_called_simulated():
    experiment = startable()
    seen = text_of(client_of(experiment.organization).get(page_of(experiment)))
    assert "simulated" not in seen


def test_names_are_escaped():
    experiment = startable(key=HOSTILE, model=HOSTILE, parameters={HOSTILE: HOSTILE})
    experiment.name = experiment.prompt_template = HOSTILE
    experiment.save()
    client = client_of(experiment.organization)
    for response in (client.get(page_of(experiment)), client.get(reverse("home"))):
        assert_strict(response)
        assert HOSTILE in text_of(response)


def test_an_experiment_takes_as_many_queries_for_ten_runs_as_for_twenty(monkeypatch):
    monkeypatch.setattr("experiments.pages.experiments.RUNS_SHOWN", 30)
    experiment = startable()
    client = client_of(experiment.organization)
    assert_queries_do_not_grow(
        lambda: client.get(page_of(experiment)),
        ten_more=lambda: [
            (RunFactory(experiment=experiment), ArmFactory(experiment=experiment))
            for _ in range(10)
        ],
    )


@pytest.mark.parametrize(("role", "offered"), [(Role.VIEWER, False), (Role.EDITOR, True)])
def test_only_those_who_may_start_a_run_are_offered_to(role, offered):
    experiment = startable()
    seen = text_of(client_of(experiment.organization, role).get(page_of(experiment)))
    assert ("Start a run" in seen.replace("“Start a run”", "")) is offered


def test_an_editor_starts_a_run_and_is_led_to_it():
    experiment = startable()
    AllowlistEntryFactory(organization=experiment.organization)
    response = start(client_of(experiment.organization, Role.EDITOR), experiment)
    run = Run.objects.get(experiment=experiment)
    assert response.status_code == 302
    assert response["Location"] == reverse("run", args=[run.pk])


def test_a_refused_run_lists_the_problem_of_each_arm_and_stores_nothing():
    experiment = startable(key="first")
    ArmFactory(experiment=experiment, key="second")
    response = start(client_of(experiment.organization, Role.EDITOR), experiment)
    seen = text_of(response)
    assert response.status_code == 422
    assert_strict(response)
    for key in ("first", "second"):
        assert f"{key}: The provider openai_compatible is not enabled" in seen
    assert not Run.objects.exists()


def test_a_viewer_may_neither_start_nor_cancel():
    experiment = startable()
    run = RunFactory(experiment=experiment)
    client = client_of(experiment.organization)
    for address in (
        reverse("run-start", args=[experiment.pk]),
        reverse("run-cancel", args=[run.pk]),
    ):
        response = client.post(address)
        assert response.status_code == 403
        assert "This needs the role “Editor”." in text_of(response)
        assert_strict(response)
    run.refresh_from_db()
    assert run.cancel_requested_at is None


def test_an_editor_cancels_a_run():
    run = RunFactory()
    arm = RunArmFactory(run=run)
    attempt = AttemptFactory(arm=arm)
    client = client_of(run.experiment.organization, Role.EDITOR)
    response = client.post(reverse("run-cancel", args=[run.pk]))
    attempt.refresh_from_db()
    assert response["Location"] == reverse("run", args=[run.pk])
    assert attempt.state == "cancelled"


def test_cancelling_a_run_that_has_ended_says_so():
    run = RunFactory(finished=True)
    client = client_of(run.experiment.organization, Role.EDITOR)
    response = client.post(reverse("run-cancel", args=[run.pk]), follow=True)
    assert "The run is not running." in text_of(response)


@pytest.mark.parametrize("name", ["experiment", "run-start", "run-cancel"])
def test_what_belongs_to_others_looks_like_what_does_not_exist(name):
    foreign = RunFactory()
    pk = foreign.pk if name == "run-cancel" else foreign.experiment_id
    client = client_of(OrganizationFactory(), Role.ADMIN)
    ask = client.get if name == "experiment" else client.post
    theirs, nobodys = (ask(reverse(name, args=[each])) for each in (pk, uuid4()))
    assert theirs.status_code == nobodys.status_code == 404
    assert text_of(theirs) == text_of(nobodys)


@pytest.mark.parametrize("name", ["run-start", "run-cancel"])
def test_a_get_changes_nothing(name):
    run = RunFactory()
    pk = run.pk if name == "run-cancel" else run.experiment_id
    client = client_of(run.experiment.organization, Role.ADMIN)
    assert client.get(reverse(name, args=[pk])).status_code == 405
