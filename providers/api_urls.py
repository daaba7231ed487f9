"""Under /api/v1/."""

from django.urls import path

from providers import api

ORGANIZATION = "organizations/<slug:slug>"
CONNECTION = f"{ORGANIZATION}/connections/<uuid:connection_id>"

urlpatterns = [
    path(f"{ORGANIZATION}/providers/", api.ProviderList.as_view(), name="provider-list"),
    path(
        f"{ORGANIZATION}/providers/<slug:provider>/",
        api.ProviderDetail.as_view(),
        name="provider-detail",
    ),
    path(f"{ORGANIZATION}/connections/", api.ConnectionList.as_view(), name="connection-list"),
    path(f"{CONNECTION}/", api.ConnectionDetail.as_view(), name="connection-detail"),
    path(f"{CONNECTION}/check/", api.ConnectionCheck.as_view(), name="connection-check"),
]
