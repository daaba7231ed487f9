"""Replays in the admin: the cost before the start, the role, and rows that nobody edits."""

import pytest

from evaluation.models import Replay
from evaluation.tests.factories import EvaluatorProfileFactory
from leaderboards.models import Comparison
from leaderboards.tests.replayed import replayable_run, sealed_comparison, second_profile
from organizations.audit.models import AuditEntry
from organizations.roles import Role
from organizations.tests.factories import MembershipFactory
from organizations.tests.staff import signed_in, staff_of, superuser
from providers.tests.factories import AllowlistEntryFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/experiments/run/"
SEALED = "/admin/leaderboards/comparison/"


@pytest.fixture
def run():
    run = replayable_run()
    profile = second_profile(run)
    AllowlistEntryFactory(organization=profile.organization, provider=profile.provider)
    return run


def press(user, *runs, **fields):
    form = {"action": "replay", "_selected_action": [str(run.pk) for run in runs]} | fields
    return signed_in(user).post(LIST, form, follow=True)


def texts(response):
    return [str(message) for message in response.context["messages"]]


def editor_of(run):
    return staff_of(run.experiment.organization, role=Role.EDITOR)


def test_the_profile_is_asked_then_the_cost_is_shown_then_it_starts(run):
    user = editor_of(run)
    asked = press(user, run).content.decode()
    assert '<option value="second:1"' in asked
    assert "Judge again</button>" not in asked
    shown = press(user, run, profile="second:1", do="cost", reason="Why not.").content.decode()
    assert "<td>6</td><td>not known</td>" in shown
    assert 'value="Why not."' in shown
    assert "Judge again</button>" in shown
    assert not Replay.objects.exists()
    [said] = texts(press(user, run, profile="second:1", do="start", reason="Why not."))
    replay = Replay.objects.get()
    assert f"is judged again: replay {replay}." in said
    assert (replay.run, replay.reason, replay.work.created_by) == (run, "Why not.", user)
    entry = AuditEntry.objects.of_object(Replay, object_pk=str(replay.pk)).first()
    assert (entry.actor, entry.organization) == (user, run.experiment.organization)


def test_what_cannot_be_is_said_and_nothing_starts(run):
    user = editor_of(run)
    shown = press(user, run, profile="nobody", do="cost").content.decode()
    assert "There is no evaluator profile" in shown
    assert (
        "There is no evaluator profile" in texts(press(user, run, profile="nobody", do="start"))[0]
    )
    assert not Replay.objects.exists()


def test_the_role_is_asked_for_each_run_and_one_organisation_is_judged_at_a_time(run):
    other, user = replayable_run(), editor_of(run)
    MembershipFactory(user=user, organization=other.experiment.organization, role=Role.VIEWER)
    said = texts(press(user, run, other, profile="second:1", do="start"))
    assert any("needs the role “Editor”" in each for each in said)
    assert Replay.objects.get().run == run
    [said] = texts(press(superuser(), run, other))
    assert "Choose runs of one organisation" in said


def test_a_profile_of_another_organisation_is_neither_offered_nor_taken(run):
    EvaluatorProfileFactory(name="theirs")
    user = editor_of(run)
    assert "theirs" not in press(user, run).content.decode()
    press(user, run, profile="theirs", do="start")
    assert not Replay.objects.exists()


def test_sealed_comparisons_are_neither_added_nor_changed_nor_deleted():
    comparison = sealed_comparison()
    client = signed_in(superuser())
    address = f"{SEALED}{comparison.pk}/change/"
    assert client.get(address).status_code == 200
    assert client.get(f"{SEALED}add/").status_code == 403
    assert client.post(address, {"content": "{}"}).status_code == 403
    assert client.post(f"{SEALED}{comparison.pk}/delete/", {"post": "yes"}).status_code == 403
    form = {"action": "delete_selected", "_selected_action": [str(comparison.pk)], "post": "yes"}
    client.post(SEALED, form)
    assert Comparison.objects.get().content == comparison.content


def test_what_works_a_replay_is_not_among_the_runs_of_the_admin():
    comparison = sealed_comparison()
    client = signed_in(superuser())
    assert str(comparison.work_id) not in client.get(LIST).content.decode()
    assert client.get(f"{LIST}{comparison.work_id}/change/").status_code == 302
    page = client.get("/admin/evaluation/replay/")
    assert str(comparison.work_id) in page.content.decode()
    assert "icon-yes" in client.get(SEALED).content.decode()
