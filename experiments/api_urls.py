"""Under /api/v1/."""

from django.urls import path

from experiments import api

urlpatterns = [
    path(
        "organizations/<slug:slug>/experiments/",
        api.ExperimentList.as_view(),
        name="organization-experiments",
    ),
    path(
        "experiments/<uuid:experiment_id>/",
        api.ExperimentDetail.as_view(),
        name="experiment-detail",
    ),
    path(
        "experiments/<uuid:experiment_id>/runs/",
        api.ExperimentRuns.as_view(),
        name="experiment-runs",
    ),
    path("runs/<uuid:run_id>/", api.RunDetail.as_view(), name="run-detail"),
    path("runs/<uuid:run_id>/cancel/", api.RunCancel.as_view(), name="run-cancel"),
    path("runs/<uuid:run_id>/resume/", api.RunResume.as_view(), name="run-resume"),
]
