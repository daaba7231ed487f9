"""The pages of replays: the list with the form that shows the cost first, and the comparison."""

import pytest
from django.urls import reverse

from evaluation.models import Evaluation, Replay
from evaluation.tests.factories import EvaluatorProfileFactory
from experiments.models import Attempt, Run
from leaderboards.sealing import seal_imports
from leaderboards.statistics.comparison import JudgedTwice
from leaderboards.tests.replayed import (
    judge_all,
    replayable_run,
    sealed,
    sealed_comparison,
    second_profile,
    started_replay,
)
from leaderboards.text_comparison import render_comparison
from organizations.roles import Role
from organizations.tests.factories import OrganizationFactory, UserFactory
from organizations.tests.http import API, client_of
from organizations.tests.markup import assert_strict, text_of
from providers.tests.factories import AllowlistEntryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    run = replayable_run()
    profile = second_profile(run)
    AllowlistEntryFactory(organization=profile.organization, provider=profile.provider)
    return run


def page_of(run, role=Role.EDITOR, **query):
    client = client_of(run.experiment.organization, role)
    return client.get(reverse("replays", args=[run.pk]), query)


def comparison_page(comparison, role=Role.VIEWER):
    client = client_of(comparison.organization, role)
    return client.get(reverse("replay", args=[comparison.work_id]))


def press(run, role=Role.EDITOR, *, times=1, **fields):
    client = client_of(run.experiment.organization, role)
    form = {"profile": "second:1", "reason": "Why not.", "idempotency_key": "key"} | fields
    return [client.post(reverse("replays", args=[run.pk]), form) for _ in range(times)][-1]


def test_a_run_that_was_never_judged_again_says_what_to_do_next(run):
    response = page_of(run)
    assert_strict(response)
    assert "This run was never judged again. Choose a profile above" in text_of(response)
    viewed = text_of(page_of(run, Role.VIEWER))
    assert "An editor or admin of" in viewed
    assert "Judge again" not in viewed


def test_choosing_a_profile_shows_the_cost_before_anything_starts(run):
    response = page_of(run, profile="second:1")
    assert_strict(response)
    text = text_of(response)
    assert "second v1 (judge-1) would be asked about 6 patches" in text
    assert "No price is known for it." in text
    assert not Replay.objects.exists()


def test_what_stands_in_the_way_is_shown_instead_of_a_button(run):
    assert "There is no evaluator profile 'nobody'." in text_of(page_of(run, profile="nobody"))
    run.experiment.organization.allowlist.update(enabled=False)
    text = text_of(page_of(run, profile="second:1"))
    assert "It would be refused as things are now." in text
    Run.objects.update(state="running", finished_at=None)
    assert "It can be judged again once it has ended." in text_of(page_of(run))


def test_a_press_starts_one_replay_however_often_it_is_pressed(run):
    response = press(run, times=2)
    replay = Replay.objects.get()
    assert response.url == reverse("replay", args=[replay.pk])
    assert replay.reason == "Why not."
    assert Evaluation.objects.filter(run=replay.work).count() == 6


def test_a_refused_start_comes_back_with_the_reason(run):
    run.experiment.organization.allowlist.update(enabled=False)
    response = press(run)
    assert response.url.startswith(reverse("replays", args=[run.pk]))
    assert not Replay.objects.exists()
    assert press(run, Role.VIEWER).status_code == 403
    for nonsense in ("", "\0", "second:99999999999999999999", ":", "second:-1"):
        assert press(run, profile=nonsense).status_code == 302, nonsense
        assert page_of(run, profile=nonsense).status_code == 200, nonsense
    assert press(run, reason="x" * 501).status_code == 302
    assert not Replay.objects.exists()


def test_the_list_names_who_and_why_and_leads_to_each(run):
    replay = started_replay(run, actor=UserFactory(username="ada"), reason="The rubric changed.")
    response = page_of(run, Role.VIEWER)
    text = text_of(response)
    assert "ada" in text
    assert "The rubric changed." in text
    assert reverse("replay", args=[replay.pk]) in response.content.decode()


def test_a_replay_that_goes_on_shows_its_progress_and_may_be_cancelled(run):
    replay = started_replay(run)
    judge_all(replay)
    Evaluation.objects.filter(run=replay.work, attempt__arm__key="slow").update(
        state="pending", quality=None, risk=None, confidence=None
    )
    client = client_of(run.experiment.organization, Role.EDITOR)
    response = client.get(reverse("replay", args=[replay.pk]))
    assert_strict(response)
    assert "Judging: 3 of 6." in text_of(response)
    assert 'class="holds"' in response.content.decode()
    client.post(reverse("replay-cancel", args=[replay.pk]))
    replay.work.refresh_from_db()
    assert replay.work.state == "cancelled"
    text = text_of(client.get(reverse("replay", args=[replay.pk])))
    assert "The replay was cancelled: nothing was compared." in text
    again = client.post(reverse("replay-cancel", args=[replay.pk]), follow=True)
    assert "The run is not running." in text_of(again)


def test_a_viewer_cannot_cancel(run):
    replay, client = started_replay(run), client_of(run.experiment.organization)
    assert client.post(reverse("replay-cancel", args=[replay.pk])).status_code == 403


def test_the_comparison_shows_both_judges_every_arm_and_the_flips(run):
    comparison = sealed_comparison(
        run,
        actor=UserFactory(username="ada"),
        reason="The rubric changed.",
        says=lambda each: {"quality": 0.9 if each.arm.key == "slow" else 0.1},
    )
    response = comparison_page(comparison)
    assert_strict(response)
    text = text_of(response)
    for said in (
        *("ada", "The rubric changed.", "second v1", "Before and after", "Noise not measured"),
        *("0 went from fail", "3 from pass to fail", "6 attempts on 3 tasks scored by both"),
        *("able", "slow", "Rank range", "withheld", "Pass to fail"),
    ):
        assert said in text, said
    flipped = Attempt.objects.filter(run=run, arm__key="able").first()
    assert reverse("attempt", args=[flipped.pk]) in response.content.decode()
    shown = {arm.arm: (arm.old.estimate, arm.new.estimate) for arm in response.context["view"].arms}
    assert shown == {"able": ("0.750", "0.100"), "slow": ("0.750", "0.900")}


def test_a_comparison_ranks_nobody_of_few_tasks(run):
    comparison = sealed_comparison(
        run, says=lambda each: {"quality": 0.9 if each.arm.key == "slow" else 0.1}
    )
    view = comparison_page(comparison).context["view"]
    arms = view.arms
    assert view.document["decision_impact"]["rank_changes"]
    assert ": rank " not in render_comparison(view.document)
    assert [(arm.n_tasks, arm.old.rank, arm.new.rank) for arm in arms] == [
        (3, "withheld", "withheld")
    ] * 2
    assert not any(arm.rank_changed for arm in arms)


def test_a_comparison_of_nothing_says_why(run):
    response = comparison_page(sealed_comparison(run, says=lambda each: None))
    assert_strict(response)
    text = text_of(response)
    assert "Nothing can be compared." in text
    assert "6 verdict_invalid" in text


def test_where_nothing_flipped_and_the_noise_is_known_the_page_says_so(run):
    comparison = sealed_comparison(
        run, profile=run.judged_by.profile, says=lambda each: {"quality": 0.75}
    )
    text = text_of(comparison_page(comparison))
    assert "No attempt flipped." in text
    assert "How far the old judge agrees with itself: 12 judgements of 6 patches" in text


def test_scores_that_were_imported_have_no_old_judge(run):
    run.judged_by.delete()
    Evaluation.objects.filter(run=run).update(profile=None)
    response = comparison_page(sealed_comparison(Run.objects.get(pk=run.pk)))
    assert "imported scores" in text_of(response)


def test_a_comparison_of_two_imports_has_its_page_and_is_listed_without_a_profile():
    old, new = (replayable_run(imported=True, judged=False) for _ in range(2))
    Run.objects.filter(pk=new.pk).update(experiment=old.experiment)
    new.refresh_from_db()
    rows = [
        JudgedTwice(id=str(each.pk), arm=each.arm.key, task=each.task.key, repeat=1,
                    old=(0.2, 0.5, 0.5), new=(0.8, 0.5, 0.5))
        for each in Attempt.objects.filter(run=old).select_related("arm", "task")
    ]  # fmt: skip
    named = {"name": "elsewhere", **dict.fromkeys(("version", "digest", "rubric"))}
    sealed = seal_imports(
        old=old, new=new, rows=rows, profiles=(named, named), attempt_set_digest="sha256:0"
    )
    response = comparison_page(sealed)
    assert_strict(response)
    assert "elsewhere" in text_of(response)
    assert "6 attempts on 3 tasks scored by both" in text_of(response)
    assert reverse("replay", args=[new.pk]) in page_of(old).content.decode()
    client = client_of(sealed.organization, Role.EDITOR)
    shown = client.get(f"{API}/replays/{new.pk}/").json()
    assert (shown["profile"], shown["state"]) == (None, "completed")
    assert client.post(reverse("replay-cancel", args=[new.pk])).status_code == 302


def test_hostile_words_are_shown_as_they_are(run):
    profile = EvaluatorProfileFactory(
        organization=run.experiment.organization, name="<img src=x>", model="<b>"
    )
    replay = started_replay(run, profile=profile, reason="<script>alert(1)</script>")
    judge_all(replay)
    sealed(replay)
    for response in (
        comparison_page(replay.work.sealed.get()),
        page_of(run, profile="<img src=x>:1"),
    ):
        assert_strict(response)
        assert "<script>alert" not in response.content.decode()


def test_strangers_find_nothing(run):
    replay, stranger = started_replay(run), client_of(OrganizationFactory(), Role.ADMIN)
    for address in (reverse("replays", args=[run.pk]), reverse("replay", args=[replay.pk])):
        assert stranger.get(address).status_code == 404
    assert stranger.post(reverse("replays", args=[run.pk])).status_code == 404
    assert stranger.post(reverse("replay-cancel", args=[replay.pk])).status_code == 404
