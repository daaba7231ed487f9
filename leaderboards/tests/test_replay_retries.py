"""What failed in a replay is asked for again, and ends in a further sealed comparison."""

import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from evaluation.models import Evaluation
from evaluation.replay import cancel_replay, retry_replay, retryable_judgements
from evaluation.tests.replays import NEW_JUDGE, judges, replayed
from evaluation.tests.runs import judged_run
from experiments.models import ProviderCall, Run
from experiments.tests.draining import quicken, worked
from experiments.tests.processes import provider
from leaderboards.models import Comparison
from leaderboards.queries import comparison_document
from leaderboards.sealing import verified
from leaderboards.seals import break_seals, set_seals
from leaderboards.tests.replayed import judge_all, replayable_run, sealed, started_replay
from leaderboards.tests.schemas import assert_described
from organizations.errors import DomainError
from organizations.roles import Role, Scope
from organizations.tests.factories import OrganizationFactory
from organizations.tests.http import API, JSON, bearer_of, client_of
from organizations.tests.markup import assert_strict, text_of


def failed_replay(*, code="rate_limited", run=None):
    """Compared; its judgements of `slow` failed."""
    replay = started_replay(run or replayable_run())
    judge_all(replay, says=lambda each: None if each.arm.key == "slow" else {})
    Evaluation.objects.filter(run=replay.work, state="failed").update(error_code=code)
    sealed(replay)
    replay.work.refresh_from_db()
    return replay


def judged_at_last(replay):
    """As the engine ends it after another try."""
    scores = {"quality": 0.75, "risk": 0.5, "confidence": 0.5}
    rows = Evaluation.objects.filter(run=replay.work, state="pending")
    rows.update(state="succeeded", **scores)
    return sealed(replay)


@pytest.mark.django_db(transaction=True)
def test_only_what_failed_is_asked_for_again_and_both_comparisons_stay_sealed(settings):
    quicken(settings)
    fail = {"now": True}

    def answer(body):
        number = body["messages"][0]["content"][:5]
        if body["model"] == NEW_JUDGE and fail["now"] and number == "Do 0.":
            return 401, {"error": {"message": "no"}}, {}
        return judges()(body)

    with provider(answer) as fake:
        run = judged_run(fake.base_url, tasks=3, deadline_seconds=600)
        worked(run)
        replay = replayed(run)
        before = comparison_document(replay.work)
        failed, asked = retryable_judgements(replay), fake.total
        fail["now"] = False
        retry_replay(replay)
        assert Run.worked.get(pk=replay.pk).deadline_at is not None
        worked(replay.work)
    again = comparison_document(replay.work)
    assert fake.total - asked == failed == before["errors"] > 0
    assert (before["n_paired"], before["follows"]) == (3 - failed, None)
    assert (again["n_paired"], again["errors"]) == (3, 0)
    assert again["follows"] == {key: before["seal"][key] for key in ("number", "digest")}
    assert_described(again, by="comparison")
    assert json.loads(Comparison.objects.get(number=1).content)["n_paired"] == 3 - failed
    assert ProviderCall.objects.filter(run=replay.work).count() == 3 + failed
    [chain] = verified()
    assert (chain.length, chain.faults) == (2, ())


@pytest.mark.django_db
def test_a_further_comparison_that_is_taken_away_shows():
    replay = failed_replay()
    retry_replay(replay)
    last = judged_at_last(replay)
    break_seals(connection)
    last.delete()
    set_seals(connection)
    [chain] = verified()
    assert [fault.sentence for fault in chain.faults] == [
        f"Replay {replay.pk} ended without a comparison."
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("prepare", "code"),
    [
        (lambda replay: None, None),
        (
            lambda replay: Evaluation.objects.update(error_code="verdict_invalid"),
            "nothing_to_retry",
        ),
        (lambda replay: Run.objects.update(state="running", finished_at=None), "run_not_finished"),
        (lambda replay: (retry_replay(replay), cancel_replay(replay)), "run_cancelled"),
    ],
)
def test_what_cannot_be_tried_again_is_refused_and_not_offered(prepare, code):
    replay = failed_replay()
    prepare(replay)
    replay.run.refresh_from_db()
    replay.work.refresh_from_db()
    assert bool(retryable_judgements(replay)) is (code is None)
    if code:
        with pytest.raises(DomainError) as refusal:
            retry_replay(replay)
        assert refusal.value.code == code


@pytest.mark.django_db
def test_over_the_api_by_those_who_may_start_one():
    replay = failed_replay()
    own, other = replay.run.experiment.organization, OrganizationFactory()
    askers = [
        (client_of(own, Role.VIEWER), 403),
        (bearer_of(own, Role.ADMIN, scope=Scope.READ), 403),
        (client_of(other, Role.ADMIN), 404),
        (bearer_of(own, Role.EDITOR, scope=Scope.RUN), 202),
        (client_of(own, Role.EDITOR), 409),
    ]
    for asker, status in askers:
        response = asker.post(f"{API}/replays/{replay.pk}/retry-errors/", content_type=JSON)
        assert response.status_code == status
    shown = client_of(own).get(f"{API}/replays/{replay.pk}/").json()
    assert (shown["state"], shown["progress"]["pending"]) == ("running", 3)
    assert shown["comparison"]["seal"]["number"] == 1
    assert shown["links"]["retry_errors"].endswith(f"/replays/{replay.pk}/retry-errors/")


@pytest.mark.django_db
def test_a_press_of_a_button_on_the_page():
    replay = failed_replay()
    editor = client_of(replay.run.experiment.organization, Role.EDITOR)
    page = reverse("replay", args=[replay.pk])
    assert "Try 3 again" in text_of(editor.get(page))
    assert "Try 3 again" not in text_of(
        client_of(replay.run.experiment.organization, Role.VIEWER).get(page)
    )
    pressed = editor.post(reverse("replay-retry-errors", args=[replay.pk]), follow=True)
    assert_strict(pressed)
    text = text_of(pressed)
    assert "3 of 6" in text
    assert "from when this replay ended before" in text
    judged_at_last(replay)
    ended = text_of(editor.get(page))
    assert "6 attempts on 3 tasks scored by both" in ended
    assert "Try" not in ended


@pytest.mark.django_db(transaction=True)
def test_on_the_command_line_what_has_not_ended_is_not_tried_again(capsys):
    replay = started_replay(replayable_run())
    profile = str(replay.work.judged_by.profile)
    with pytest.raises(SystemExit) as ended:
        call_command("replay", str(replay.run_id), profile=profile, retry_errors=True)
    assert ended.value.code == 2
    assert f"No replay of this run under {profile} has ended." in capsys.readouterr().err
