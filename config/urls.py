"""The whole site: pages, the API under /api/v1/, the admin, and what Prometheus reads."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from config.metrics import metrics

admin.autodiscover()
urlpatterns: list[URLPattern | URLResolver] = [
    path("metrics", metrics, name="metrics"),
    path("admin/", admin.site.urls),
    path("api/v1/", include(("config.api_urls", "v1"))),
    path("", include("organizations.urls")),
    path("", include("experiments.urls")),
    path("", include("leaderboards.urls")),
]
