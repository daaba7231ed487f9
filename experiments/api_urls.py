"""Under /api/v1/."""

from django.urls import path

from experiments.api import diagnostics, experiments, runs, task_sets, validations

urlpatterns = [
    path(
        "organizations/<slug:slug>/task-sets/",
        task_sets.TaskSetList.as_view(),
        name="task-sets",
    ),
    path(
        "organizations/<slug:slug>/task-sets/<uuid:task_set_id>/",
        task_sets.TaskSetDetail.as_view(),
        name="task-set-detail",
    ),
    path(
        "organizations/<slug:slug>/task-sets/<uuid:task_set_id>/tasks/",
        task_sets.TaskSetTasks.as_view(),
        name="task-set-tasks",
    ),
    path(
        "organizations/<slug:slug>/experiments/",
        experiments.ExperimentList.as_view(),
        name="organization-experiments",
    ),
    path(
        "experiments/<uuid:experiment_id>/",
        experiments.ExperimentDetail.as_view(),
        name="experiment-detail",
    ),
    path(
        "experiments/<uuid:experiment_id>/runs/",
        runs.ExperimentRuns.as_view(),
        name="experiment-runs",
    ),
    path("runs/<uuid:run_id>/", runs.RunDetail.as_view(), name="run-detail"),
    path("runs/<uuid:run_id>/cancel/", runs.RunCancel.as_view(), name="run-cancel"),
    path("runs/<uuid:run_id>/pause/", runs.RunPause.as_view(), name="run-pause"),
    path("runs/<uuid:run_id>/resume/", runs.RunResume.as_view(), name="run-resume"),
    path(
        "runs/<uuid:run_id>/diagnostics/",
        diagnostics.RunDiagnostics.as_view(),
        name="run-diagnostics",
    ),
    path(
        "runs/<uuid:run_id>/retry-errors/",
        runs.RunRetryErrors.as_view(),
        name="run-retry-errors",
    ),
    path(
        "attempts/<uuid:attempt_id>/validation/",
        validations.AttemptValidation.as_view(),
        name="attempt-validation",
    ),
]
