from django.urls import path

from leaderboards import (
    attempt_pages,
    home_pages,
    matrix_pages,
    pair_pages,
    replay_pages,
    run_pages,
    trust_pages,
)

urlpatterns = [
    path("", home_pages.home, name="home"),
    path("organizations/<slug:slug>/", home_pages.organization, name="organization"),
    path("organizations/<slug:slug>/experiments/", home_pages.experiments, name="experiments"),
    path("runs/<uuid:run_id>/", run_pages.run, name="run"),
    path(
        "runs/<uuid:run_id>/boards/<slug:board>.<slug:ending>", run_pages.board_file, name="board"
    ),
    path("runs/<uuid:run_id>/pairwise/", pair_pages.pairwise, name="pairwise"),
    path("runs/<uuid:run_id>/pairwise/task/", pair_pages.side_by_side, name="side-by-side"),
    path("runs/<uuid:run_id>/pairs/", matrix_pages.pairs, name="pairs"),
    path("runs/<uuid:run_id>/tasks/", matrix_pages.tasks, name="tasks"),
    path("runs/<uuid:run_id>/attempts/", attempt_pages.attempts, name="attempts"),
    path("runs/<uuid:run_id>/diagnostics/", run_pages.diagnostics, name="diagnostics"),
    path("runs/<uuid:run_id>/replays/", replay_pages.replays, name="replays"),
    path("replays/<uuid:replay_id>/", replay_pages.replay, name="replay"),
    path("replays/<uuid:replay_id>/cancel/", replay_pages.cancel, name="replay-cancel"),
    path("replays/<uuid:replay_id>/retry-errors/", replay_pages.retry, name="replay-retry-errors"),
    path("attempts/<uuid:attempt_id>/", attempt_pages.attempt, name="attempt"),
    path("attempts/<uuid:attempt_id>/patch/", attempt_pages.patch, name="attempt-patch"),
    path("organizations/<slug:slug>/evaluators/", trust_pages.evaluators, name="evaluators"),
    path(
        "organizations/<slug:slug>/evaluators/<uuid:profile_id>/",
        trust_pages.evaluator,
        name="evaluator",
    ),
    path("runs/<uuid:run_id>/label/", trust_pages.label, name="label"),
]
