from django.urls import path

from leaderboards import pages

urlpatterns = [
    path("runs/<uuid:run_id>/", pages.run, name="run"),
    path("runs/<uuid:run_id>/pairwise/", pages.pairwise, name="pairwise"),
    path("runs/<uuid:run_id>/attempts/", pages.attempts, name="attempts"),
    path("runs/<uuid:run_id>/diagnostics/", pages.diagnostics, name="diagnostics"),
    path("attempts/<uuid:attempt_id>/", pages.attempt, name="attempt"),
]
