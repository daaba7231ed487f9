from django.urls import path

from experiments.pages import editor
from experiments.pages import experiments as pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("organizations/<slug:slug>/experiments/new/", editor.create, name="experiment-new"),
    path("experiments/<uuid:experiment_id>/edit/", editor.edit, name="experiment-edit"),
    path("experiments/<uuid:experiment_id>/", pages.experiment, name="experiment"),
    path("experiments/<uuid:experiment_id>/runs/", pages.run_start, name="run-start"),
    path("runs/<uuid:run_id>/cancel/", pages.run_cancel, name="run-cancel"),
]
