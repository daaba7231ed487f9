"""What is to go away says so in its answers and in the OpenAPI document. Nothing is, as yet."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import include, path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.views import APIView

from config.api_schema import AutoSchema
from organizations.deprecation import NOTICE, Deprecated, Deprecation

SINCE = datetime(2027, 3, 1, 12, tzinfo=UTC)
DETAILS = "https://bakeoff.example.org/docs/api#figures"


@extend_schema_serializer(deprecate_fields=["total"])
class FiguresSerializer(serializers.Serializer):
    total = serializers.IntegerField()
    count = serializers.IntegerField()


class Figures(Deprecated, APIView):
    authentication_classes = permission_classes = throttle_classes = ()
    schema = AutoSchema()
    deprecation = Deprecation(
        since=SINCE,
        sunset=datetime(2028, 3, 1, 12, tzinfo=UTC),
        details=DETAILS,
        successor="/api/v2/figures/",
    )

    @extend_schema(responses=FiguresSerializer)
    def get(self, request):
        if "missing" in request.query_params:
            raise NotFound
        return Response({"total": 1, "count": 1})


class Pages(Deprecated, APIView):
    """With links of their own."""

    authentication_classes = permission_classes = throttle_classes = ()
    deprecation = Deprecation(since=SINCE, details=DETAILS)

    def get(self, request):
        return Response(headers={"Link": '</pages/?cursor=x>; rel="next"'})


class New(APIView):
    authentication_classes = permission_classes = throttle_classes = ()
    schema = AutoSchema()

    @extend_schema(responses=FiguresSerializer)
    def get(self, request):
        return Response({"total": 1, "count": 1})


described = [
    path("figures/", Figures.as_view()),
    path("new/", New.as_view()),
]
urlpatterns = [path("", include(([*described, path("pages/", Pages.as_view())], "v1")))]


@pytest.fixture
def client(settings):
    settings.ROOT_URLCONF = __name__
    return Client()


@pytest.mark.parametrize(("query", "status"), [("", 200), ("?missing", 404)])
def test_every_answer_says_since_when_until_when_and_what_to_do(client, query, status):
    response = client.get(f"/figures/{query}")
    assert response.status_code == status
    assert response["Deprecation"] == f"@{int(SINCE.timestamp())}" == "@1803902400"
    assert response["Sunset"] == "Wed, 01 Mar 2028 12:00:00 GMT"
    assert response["Link"] == (
        f'<{DETAILS}>; rel="deprecation"; type="text/html",'
        ' </api/v2/figures/>; rel="successor-version"'
    )


def test_other_methods_say_it_too(client):
    for response in (
        client.head("/figures/"),
        client.options("/figures/"),
        client.post("/figures/"),
    ):
        assert response["Deprecation"] == "@1803902400"


def test_links_to_pages_stay_beside_it(client):
    response = client.get("/pages/")
    assert response["Link"] == (
        '</pages/?cursor=x>; rel="next", ' + f'<{DETAILS}>; rel="deprecation"; type="text/html"'
    )
    assert "Sunset" not in response


def test_what_is_not_deprecated_says_nothing(client):
    response = client.get("/new/")
    assert not {"Deprecation", "Sunset", "Link"} & set(response.headers)


@pytest.fixture(scope="module")
def document():
    return SchemaGenerator(patterns=described).get_schema(request=None, public=True)


def test_the_document_marks_the_operation_and_describes_the_headers(document):
    old, new = (document["paths"][f"/{name}/"]["get"] for name in ("figures", "new"))
    assert old["deprecated"] is True
    assert {"Deprecation", "Sunset"} <= set(old["responses"]["200"]["headers"])
    assert {"Deprecation", "Sunset"} <= set(old["responses"]["404"]["headers"])
    assert "deprecated" not in new
    assert "headers" not in new["responses"]["200"]


def test_a_single_field_is_marked(document):
    fields = document["components"]["schemas"]["Figures"]["properties"]
    assert fields["total"]["deprecated"] is True
    assert "deprecated" not in fields["count"]


def test_nobody_is_given_less_time_than_is_promised():
    with pytest.raises(ValueError, match="365 days"):
        Deprecation(since=SINCE, details=DETAILS, sunset=SINCE + NOTICE - timedelta(seconds=1))
    with pytest.raises(ValueError, match="time zone"):
        Deprecation(since=datetime(2027, 3, 1), details=DETAILS)


def test_nothing_of_the_api_is_deprecated_yet(settings):
    assert "deprecated: true" not in (settings.BASE_DIR / "docs/openapi.yaml").read_text()
