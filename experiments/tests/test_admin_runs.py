"""Steering runs in the admin."""

import pytest

from experiments.models import Run
from experiments.tests.factories import AttemptFactory, RunArmFactory, RunFactory
from organizations.audit.models import AuditEntry
from organizations.roles import Role
from organizations.tests.factories import MembershipFactory
from organizations.tests.staff import signed_in, staff_of

pytestmark = pytest.mark.django_db
LIST = "/admin/experiments/run/"


def steer(user, action, *runs):
    form = {"action": action, "_selected_action": [str(run.pk) for run in runs]}
    return signed_in(user).post(LIST, form, follow=True)


def texts(response):
    return [str(message) for message in response.context["messages"]]


def editor_of(run):
    return staff_of(run.experiment.organization, role=Role.EDITOR)


def test_an_editor_pauses_resumes_and_cancels():
    run = RunFactory()
    AttemptFactory(arm=RunArmFactory(run=run))
    user = editor_of(run)
    assert "is paused." in texts(steer(user, "pause", run))[0]
    assert Run.objects.get(pk=run.pk).paused_at
    assert "goes on." in texts(steer(user, "resume", run))[0]
    assert Run.objects.get(pk=run.pk).paused_at is None
    assert "is cancelled." in texts(steer(user, "cancel", run))[0]
    assert Run.objects.get(pk=run.pk).state == "cancelled"


def test_of_several_those_that_can_are_tried_again_and_the_others_say_why_not():
    failed = RunFactory(finished=True)
    AttemptFactory(arm=RunArmFactory(run=failed), failed=True)
    whole = RunFactory(finished=True, experiment__organization=failed.experiment.organization)
    said = texts(steer(editor_of(failed), "retry", failed, whole))
    assert sorted("Nothing failed" in each for each in said) == [False, True]
    assert Run.objects.get(pk=failed.pk).state == "running"


def test_the_role_is_asked_for_each_run():
    run = RunFactory()
    user = editor_of(run)
    watched = RunFactory()
    MembershipFactory(user=user, organization=watched.experiment.organization, role=Role.VIEWER)
    said = texts(steer(user, "pause", run, watched))
    assert any("needs the role “Editor”" in each for each in said)
    assert Run.objects.get(pk=watched.pk).paused_at is None
    assert Run.objects.get(pk=run.pk).paused_at


def test_without_the_permission_no_action_is_offered():
    run = RunFactory()
    user = staff_of(run.experiment.organization, role=Role.EDITOR, permissions="view_run")
    steer(user, "pause", run)
    assert Run.objects.get(pk=run.pk).paused_at is None


def test_without_a_budget_nothing_is_said_to_be_counted():
    run = RunFactory()
    page = signed_in(editor_of(run)).get(f"{LIST}{run.pk}/change/")
    assert "0.000000000000" not in page.content.decode()
    Run.objects.update(budget_usd=5, spent_usd=2)
    page = signed_in(editor_of(run)).get(f"{LIST}{run.pk}/change/")
    assert "2.000000000000" in page.content.decode()


def test_who_steered_is_recorded_with_what_became_of_the_run():
    run = RunFactory()
    user = editor_of(run)
    steer(user, "pause", run)
    entry = AuditEntry.objects.of_object(Run, object_pk=str(run.pk)).first()
    assert entry.actor == user
    assert list(entry.changes) == ["paused_at"]
