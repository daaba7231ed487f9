"""Under /api/v1/."""

from django.urls import path

from leaderboards import api, replay_api, trust_api

urlpatterns = [
    path("runs/<uuid:run_id>/summary/", api.RunSummaryView.as_view(), name="run-summary"),
    path("runs/<uuid:run_id>/summaries/", api.RunSummaries.as_view(), name="run-summaries"),
    path("runs/<uuid:run_id>/pairwise/", api.RunPairwise.as_view(), name="run-pairwise"),
    path("runs/<uuid:run_id>/attempts/", api.RunAttempts.as_view(), name="run-attempts"),
    path("runs/<uuid:run_id>/replays/", replay_api.RunReplays.as_view(), name="run-replays"),
    path("replays/<uuid:replay_id>/", replay_api.ReplayDetail.as_view(), name="replay-detail"),
    path(
        "replays/<uuid:replay_id>/cancel/", replay_api.ReplayCancel.as_view(), name="replay-cancel"
    ),
    path(
        "replays/<uuid:replay_id>/retry-errors/",
        replay_api.ReplayRetryErrors.as_view(),
        name="replay-retry-errors",
    ),
    path("runs/<uuid:run_id>/export/", api.RunExport.as_view(), name="run-export"),
    path("attempts/<uuid:attempt_id>/", api.AttemptDetail.as_view(), name="attempt-detail"),
    path(
        "organizations/<slug:slug>/evaluator-profiles/<uuid:profile_id>/trust/",
        trust_api.EvaluatorProfileTrust.as_view(),
        name="evaluator-profile-trust",
    ),
]
