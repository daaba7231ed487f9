"""Under /api/v1/."""

from django.urls import path

from evaluation import api, import_api, labels_api

urlpatterns = [
    path(
        "organizations/<slug:slug>/imports/",
        import_api.OrganizationImports.as_view(),
        name="organization-imports",
    ),
    path(
        "organizations/<slug:slug>/imports/check/",
        import_api.ImportCheck.as_view(),
        name="import-check",
    ),
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
