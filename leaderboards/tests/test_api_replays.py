"""Replays over HTTP: the cost first, started once, followed to the end, seen by no stranger."""

import json

import pytest

from evaluation.models import Evaluation, Replay
from evaluation.tests.factories import EvaluatorProfileFactory
from experiments.models import Run
from leaderboards.models import Comparison
from leaderboards.queries import comparison_document
from leaderboards.tests.replayed import (
    judge_all,
    replayable_run,
    sealed,
    sealed_comparison,
    started_replay,
)
from organizations.roles import Role, Scope
from organizations.tests.factories import OrganizationFactory
from organizations.tests.http import (
    API,
    JSON,
    assert_queries_do_not_grow,
    bearer_of,
    client_of,
)
from providers.tests.factories import AllowlistEntryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    """One that may be judged again under the profile `second`."""
    run = replayable_run()
    organization = run.experiment.organization
    profile = EvaluatorProfileFactory(organization=organization, name="second")
    AllowlistEntryFactory(organization=organization, provider=profile.provider)
    return run


def post(client, run, body, **headers):
    address = f"{API}/runs/{run.pk}/replays/"
    return client.post(address, json.dumps(body), content_type=JSON, headers=headers)


def cancel(client, replay):
    return client.post(f"{API}/replays/{replay.pk}/cancel/", content_type=JSON)


def editor_of(run):
    return client_of(run.experiment.organization, Role.EDITOR)


def test_a_dry_run_says_what_it_would_cost_and_starts_nothing(run):
    response = post(editor_of(run), run, {"profile": "second", "dry_run": True})
    plan = response.json()
    assert response.status_code == 200
    assert (plan["profile"]["name"], plan["profile"]["version"]) == ("second", 1)
    assert (plan["n_attempts"], plan["estimate"]["calls"], plan["problems"]) == (6, 6, [])
    assert plan["estimate"]["unpriced"] == ["evaluator"]
    assert not Replay.objects.exists()


def test_an_editor_starts_a_replay_and_is_told_where_to_follow_it(run):
    response = post(editor_of(run), run, {"profile": "second", "version": 1, "reason": "Why not."})
    replay = Replay.objects.get()
    shown = response.json()
    assert response.status_code == 202
    assert response["Location"] == f"http://testserver{API}/replays/{replay.pk}/"
    assert (shown["state"], shown["reason"], shown["run"]) == ("running", "Why not.", str(run.pk))
    assert shown["progress"] == {
        **{"pending": 6, "running": 0, "succeeded": 0, "failed": 0, "cancelled": 0}
    }
    assert shown["comparison"] is None
    assert shown["created_by"] == replay.work.created_by.username
    assert Evaluation.objects.filter(run=replay.work).count() == 6


def test_the_same_key_starts_one_replay_and_another_request_is_refused(run):
    client, key = editor_of(run), {"Idempotency-Key": "once"}
    first, second = (post(client, run, {"profile": "second"}, **key) for _ in range(2))
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json() == second.json()
    assert second["Idempotent-Replayed"] == "true"
    assert Replay.objects.count() == 1
    assert post(client, run, {"profile": "second:1"}, **key).status_code == 422


def test_the_detail_has_the_comparison_as_it_was_sealed(run):
    replay = started_replay(run)
    judge_all(replay)
    comparison = sealed(replay)
    client = client_of(run.experiment.organization)
    response = client.get(f"{API}/replays/{replay.pk}/")
    shown = response.json()
    assert shown["state"] == "completed"
    assert shown["comparison"] == comparison_document(replay.work)
    assert shown["comparison"]["seal"]["digest"] == comparison.digest
    known = {"If-None-Match": response["ETag"]}
    assert client.get(f"{API}/replays/{replay.pk}/", headers=known).status_code == 304


def test_a_run_lists_its_replays_newest_first(run):
    first, second = started_replay(run), started_replay(run)
    started_replay(replayable_run())
    page = client_of(run.experiment.organization).get(f"{API}/runs/{run.pk}/replays/").json()
    assert [row["id"] for row in page["results"]] == [str(second.pk), str(first.pk)]


def test_pages_of_replays_follow_each_other(run):
    replays = [started_replay(run) for _ in range(3)]
    client = client_of(run.experiment.organization)
    address, seen = f"{API}/runs/{run.pk}/replays/?page_size=2", []
    while address:
        page = client.get(address).json()
        seen += [row["id"] for row in page["results"]]
        address = page["next"]
    assert seen == [str(each.pk) for each in reversed(replays)]


def test_the_list_asks_no_more_for_more_rows(run):
    client = client_of(run.experiment.organization)
    assert_queries_do_not_grow(
        lambda: client.get(f"{API}/runs/{run.pk}/replays/"),
        ten_more=lambda: [started_replay(run) for _ in range(10)],
    )


def test_an_editor_cancels_a_replay_and_nothing_is_compared(run):
    replay, client = started_replay(run), editor_of(run)
    response = cancel(client, replay)
    assert (response.status_code, response.json()["state"]) == (202, "cancelled")
    assert cancel(client, replay).status_code == 409
    assert not Comparison.objects.exists()


def test_a_body_that_makes_no_sense_is_refused(run):
    client = editor_of(run)
    table = [
        ({}, 400),
        ({"profile": ""}, 400),
        ({"profile": "second", "version": 0}, 400),
        ({"profile": "second", "version": "1"}, 400),
        ({"profile": "second", "dry_run": "yes"}, 400),
        ({"profile": "second", "reason": "x" * 501}, 400),
        ({"profile": "second", "reason": "\0"}, 400),
        ({"profile": "second", "unknown": 1}, 400),
        ([], 400),
        ({"profile": "nobody"}, 422),
        ({"profile": "second", "version": 2}, 422),
        ({"profile": "nobody", "dry_run": True}, 422),
    ]
    codes = {400: "invalid_request", 422: "profile_unknown"}
    for body, status in table:
        response = post(client, run, body)
        assert (response.status_code, response.json()["code"]) == (status, codes[status]), body
    assert not Replay.objects.exists()


def test_a_judge_that_policy_forbids_is_a_problem_of_the_dry_run_and_refuses_the_start(run):
    run.experiment.organization.allowlist.update(enabled=False)
    plan = post(editor_of(run), run, {"profile": "second", "dry_run": True}).json()
    assert [problem["code"] for problem in plan["problems"]] == ["evaluator_not_allowed"]
    refused = post(editor_of(run), run, {"profile": "second"})
    assert (refused.status_code, refused.json()["code"]) == (422, "refused_by_preflight")


def test_a_run_that_goes_on_is_not_replayed(run):
    Run.objects.update(state="running", finished_at=None)
    response = post(editor_of(run), run, {"profile": "second"})
    assert (response.status_code, response.json()["code"]) == (409, "run_not_finished")


def test_a_profile_of_another_organisation_is_unknown(run):
    EvaluatorProfileFactory(name="theirs")
    assert post(editor_of(run), run, {"profile": "theirs"}).status_code == 422


def test_who_may_start_and_cancel_one(run):
    own, other = run.experiment.organization, OrganizationFactory()
    askers = [
        (client_of(own, Role.VIEWER), 403),
        (bearer_of(own, Role.ADMIN, scope=Scope.READ), 403),
        (bearer_of(own, Role.EDITOR, scope=Scope.RUN), 202),
        (client_of(other, Role.ADMIN), 404),
        (bearer_of(other, Role.ADMIN), 404),
    ]
    for asker, status in askers:
        assert post(asker, run, {"profile": "second"}).status_code == status
        assert cancel(asker, started_replay(run)).status_code == status


def test_others_find_no_replay_and_no_list():
    comparison = sealed_comparison()
    stranger = client_of(OrganizationFactory(), Role.ADMIN)
    assert stranger.get(f"{API}/replays/{comparison.work_id}/").status_code == 404
    assert stranger.get(f"{API}/runs/{comparison.run_id}/replays/").status_code == 404


def test_the_work_of_a_replay_is_no_run_of_the_api():
    comparison = sealed_comparison()
    client = client_of(comparison.organization, Role.ADMIN)
    for part in ("", "summary/", "attempts/", "diagnostics/", "export/", "replays/"):
        assert client.get(f"{API}/runs/{comparison.work_id}/{part}").status_code == 404, part
    listed = client.get(f"{API}/experiments/{comparison.run.experiment_id}/runs/").json()
    assert [row["id"] for row in listed["results"]] == [str(comparison.run_id)]
