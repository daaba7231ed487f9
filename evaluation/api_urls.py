"""Under /api/v1/."""

from django.urls import path

from evaluation import api, labels_api

urlpatterns = [
    path(
        "organizations/<slug:slug>/evaluator-profiles/",
        api.EvaluatorProfileList.as_view(),
        name="evaluator-profiles",
    ),
    path(
        "organizations/<slug:slug>/evaluator-profiles/<uuid:profile_id>/",
        api.EvaluatorProfileDetail.as_view(),
        name="evaluator-profile-detail",
    ),
    path("runs/<uuid:run_id>/labels/", labels_api.RunLabels.as_view(), name="run-labels"),
]
