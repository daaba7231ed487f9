from django.urls import path

from experiments.pages import comparing, editor, runs
from experiments.pages import experiments as pages

urlpatterns = [
    path("organizations/<slug:slug>/experiments/new/", editor.create, name="experiment-new"),
    path("experiments/<uuid:experiment_id>/edit/", editor.edit, name="experiment-edit"),
    path("experiments/<uuid:experiment_id>/", pages.experiment, name="experiment"),
    path(
        "experiments/<uuid:experiment_id>/configurations/",
        comparing.configurations,
        name="configurations",
    ),
    path("experiments/<uuid:experiment_id>/runs/", pages.run_start, name="run-start"),
    path("runs/<uuid:run_id>/cancel/", runs.cancel, name="run-cancel"),
    path("runs/<uuid:run_id>/pause/", runs.pause, name="run-pause"),
    path("runs/<uuid:run_id>/resume/", runs.resume, name="run-resume"),
    path("runs/<uuid:run_id>/retry-errors/", runs.retry, name="run-retry-errors"),
]
