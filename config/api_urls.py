"""Version 1 of the API, put together from the apps, with its own description."""

from typing import Any

from django.http import Http404
from django.urls import include, path, re_path
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.views import APIView

VERSION = "v1"


@extend_schema(exclude=True)
class Nothing(APIView):
    """Every other address below the API: a problem instead of a page."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise Http404


class Docs(SpectacularSwaggerSplitView):
    template_name = "config/api_docs.html"
    http_method_names = ["get", "head"]


described = [
    path("", include("providers.api_urls")),
    path("", include("experiments.api_urls")),
    path("", include("evaluation.api_urls")),
    path("", include("leaderboards.api_urls")),
    path("schema/", SpectacularAPIView.as_view(api_version=VERSION), name="schema"),
    path("docs/", Docs.as_view(), name="docs"),
]
# Only with a slash at the end, so that a forgotten one still leads to the address that has it.
urlpatterns = [*described, re_path(r"\A(?:[\s\S]*/)?\Z", Nothing.as_view(), name="nothing")]
