"""The page of a run: progress while it runs, then the four boards."""

import pytest
from django.urls import reverse

from experiments.states import WorkState
from experiments.tests.factories import AttemptFactory, RunArmFactory, RunFactory, TaskFactory
from leaderboards.aggregation import publish
from leaderboards.models import RunSummary
from leaderboards.tests.published import organization_of, published_run
from organizations.roles import Role
from organizations.tests.http import assert_queries_do_not_grow, client_of
from organizations.tests.markup import assert_strict, text_of

pytestmark = pytest.mark.django_db
BOARDS = ("quality", "latency", "cost", "evaluator")


def ask(run, role=Role.VIEWER):
    return client_of(organization_of(run), role).get(reverse("run", args=[run.pk]))


def board_of(response, name):
    sections = response.context["summary"].sections
    return next(section.board for section in sections if section.board.style.name == name)


def row_of(response, name, arm):
    return next(row for row in board_of(response, name).rows if row.arm == arm)


def running_run():
    run = RunFactory()
    arm = RunArmFactory(run=run, key="able")
    AttemptFactory(arm=arm, succeeded=True)
    AttemptFactory(arm=arm, failed=True)
    AttemptFactory(arm=arm)
    return run


def test_a_running_run_tells_how_far_it_is():
    response = ask(running_run())
    seen = text_of(response)
    assert_strict(response)
    assert "attempts 2 of 3" in seen
    assert "1 attempt failed" in seen
    assert "2 of 3: 1 ok, 1 failed, 1 queued" in seen
    assert 'aria-live="polite"' in response.content.decode()


def test_a_running_run_keeps_itself_up_to_date_with_and_without_scripts():
    page = ask(running_run()).content.decode()
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert "live.js" in page
    ended = ask(published_run()).content.decode()
    assert "http-equiv" not in ended
    assert "live.js" not in ended


@pytest.mark.parametrize(("role", "offered"), [(Role.VIEWER, False), (Role.EDITOR, True)])
def test_only_those_who_may_cancel_are_offered_to(role, offered):
    run = running_run()
    assert (reverse("run-cancel", args=[run.pk]) in ask(run, role).content.decode()) is offered


def test_failed_attempts_are_counted_by_arm_and_error_with_a_link_to_them():
    run = published_run(arms=("able",))
    AttemptFactory(arm=run.arms.get(), task__task_set=run.task_set, failed=True)
    page = ask(run).content.decode()
    query = "?arm=able&amp;state=failed&amp;error_code=timeout"
    assert f"{reverse('attempts', args=[run.pk])}{query}" in page


def test_an_ended_run_shows_its_summary_strip():
    seen = text_of(ask(published_run(tasks=3)))
    assert "6 succeeded, 0 failed" in seen
    assert "profile-" in seen
    assert "imported" not in seen


def test_an_imported_run_says_so():
    assert "imported" in text_of(ask(published_run(imported=True)))


def test_the_four_boards_stand_apart_and_no_figure_combines_them():
    response = ask(published_run())
    assert_strict(response)
    page = response.content.decode()
    assert [page.index(f'<h2 id="{name}">') for name in BOARDS] == sorted(
        page.index(f'<h2 id="{name}">') for name in BOARDS
    )
    seen = text_of(response).lower()
    for word in ("overall score", "composite", "total score"):
        assert word not in seen


def test_a_board_writes_its_figures_with_interval_and_sample_size():
    row = row_of(ask(published_run(tasks=40)), "quality", "slow")
    assert row.estimate == "97.5%"
    assert row.interval.endswith("%")
    assert (row.n_tasks, row.n_scored, row.n_attempts) == ("40", "40", "40")
    assert row.rank == "1\N{EN DASH}2"


def test_ranks_are_withheld_below_thirty_tasks():
    response = ask(published_run(tasks=3))
    assert {row.rank for row in board_of(response, "quality").rows} == {"withheld"}


def test_a_board_without_data_says_why_and_shows_no_zero():
    run = published_run(judged=False)
    response = ask(run)
    assert "Nothing was judged" in text_of(response)
    row = row_of(response, "evaluator", "able")
    assert (row.estimate, row.interval, row.rank) == (None, None, None)
    assert 'title="No value was measured">—<' in response.content.decode()


def test_a_run_in_which_every_attempt_failed_has_boards_all_the_same():
    run = RunFactory(finished=True)
    for key in ("able", "slow"):
        arm = RunArmFactory(run=run, key=key)
        AttemptFactory(arm=arm, failed=True, task=TaskFactory(task_set=run.task_set))
    publish(run)
    response = ask(run)
    assert_strict(response)
    for board in BOARDS:
        row = row_of(response, board, "able")
        assert (row.failed, row.reasons) == ("1", ("1 timeout",))
    assert not board_of(response, "cost").has_data


def test_a_cancelled_run_counts_what_was_cancelled():
    run = published_run(arms=("able",))
    AttemptFactory(
        arm=run.arms.get(),
        task__task_set=run.task_set,
        state=WorkState.CANCELLED,
        error_code="cancelled",
    )
    publish(run)
    assert "3 succeeded, 0 failed, 1 cancelled" in text_of(ask(run))


def test_simulated_arms_are_called_so_and_others_are_not():
    run = published_run()
    run.arms.filter(key="able").update(provider="demo")
    RunSummary.objects.all().delete()
    publish(run)
    response = ask(run)
    assert row_of(response, "quality", "able").simulated
    assert not row_of(response, "quality", "slow").simulated
    assert "able simulated" in text_of(response)


def test_an_arm_of_a_provider_that_nobody_knows_is_shown():
    run = published_run(imported=True)
    run.arms.update(provider="somewhere else")
    RunSummary.objects.all().delete()
    publish(run)
    assert ask(run).status_code == 200


def test_every_pair_is_linked_and_judged_in_words():
    run = published_run(tasks=40)
    response = ask(run)
    query = "?a=able&amp;b=slow&amp;board=latency"
    assert f"{reverse('pairwise', args=[run.pk])}{query}" in response.content.decode()
    assert "able is better" in text_of(response)
    assert "Not distinguishable" in text_of(response)


def test_flags_are_told_in_words_once_with_their_code_and_threshold():
    seen = text_of(ask(published_run(tasks=3)))
    assert seen.count("Few tasks (3 of 30)") == 1
    assert seen.count("low_n, threshold 30") == 1


def test_a_run_takes_as_many_queries_for_ten_arms_as_for_twenty():
    run = RunFactory()
    client = client_of(organization_of(run))
    assert_queries_do_not_grow(
        lambda: client.get(reverse("run", args=[run.pk])),
        ten_more=lambda: [AttemptFactory(arm=RunArmFactory(run=run)) for _ in range(10)],
    )
