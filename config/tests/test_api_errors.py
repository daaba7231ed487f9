"""One shape for every error of the API."""

import json
import sqlite3
from uuid import uuid4

import psycopg
import pytest
from django.db import OperationalError
from django.test import Client, override_settings
from django.urls import path
from rest_framework.views import APIView

from config.urls import urlpatterns as site
from organizations.errors import DomainError
from organizations.tests.factories import OrganizationFactory
from organizations.tests.http import API, JSON, client_of

pytestmark = pytest.mark.django_db
KEYS = ["type", "title", "status", "detail", "instance", "code", "errors", "request_id"]


class Refusing(APIView):
    def get(self, request):
        raise DomainError("too_early", "Come back later.")


class Broken(APIView):
    def get(self, request):
        raise RuntimeError("canary: a secret of the server")


class Waiting(APIView):
    def get(self, request):
        vain = sqlite3.OperationalError("database is locked")
        vain.sqlite_errorcode = sqlite3.SQLITE_BUSY
        faults = {"postgresql": psycopg.errors.LockNotAvailable(), "sqlite": vain}
        cause = faults.get(
            request.query_params["database"], psycopg.OperationalError("It is away.")
        )
        raise OperationalError("The statement did not end.") from cause


urlpatterns = [*site]
urlpatterns.insert(0, path("api/v1/waiting/", Waiting.as_view()))
urlpatterns.insert(0, path("api/v1/refusing/", Refusing.as_view()))
urlpatterns.insert(0, path("api/v1/broken/", Broken.as_view()))


@pytest.fixture
def client():
    return client_of(OrganizationFactory())


def assert_problem(response, *, status, code):
    problem = response.json()
    assert (response.status_code, problem["code"]) == (status, code)
    assert response["Content-Type"] == "application/problem+json"
    assert list(problem) == KEYS
    assert problem["status"] == status
    assert problem["request_id"] == response["X-Request-ID"]
    return problem


def test_the_anonymous_are_told_how_to_sign_in():
    response = Client().get(f"{API}/runs/{uuid4()}/")
    assert_problem(response, status=401, code="not_authenticated")
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options"])
def test_the_anonymous_learn_nothing_by_any_method(method):
    for address in (f"runs/{uuid4()}/", "runs/x/", "no/such/place/", ""):
        assert getattr(Client(), method)(f"{API}/{address}").status_code == 401


@pytest.mark.parametrize(
    "address", ["", "runs/not-a-uuid/", "no/such/place/", "runs/%00/", "é/", "a%0Ab/"]
)
def test_an_unknown_address_is_a_problem_too(client, address):
    problem = assert_problem(client.get(f"{API}/{address}"), status=404, code="not_found")
    assert problem["detail"] == "Not found."


def test_a_malformed_id_looks_like_an_unknown_one(client):
    bodies = []
    for address in ("not-a-uuid", str(uuid4())):
        body = client.get(f"{API}/runs/{address}/").json()
        bodies.append(body | {"request_id": None, "instance": None})
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize("method", ["put", "patch", "delete", "post"])
def test_a_wrong_method_is_refused(client, method):
    response = getattr(client, method)(f"{API}/runs/{uuid4()}/", content_type=JSON)
    assert_problem(response, status=405, code="method_not_allowed")
    assert "GET" in response["Allow"]


def test_a_type_that_we_do_not_speak_is_refused(client):
    response = client.get(f"{API}/runs/{uuid4()}/", headers={"Accept": "text/html"})
    assert_problem(response, status=406, code="not_acceptable")


@override_settings(ROOT_URLCONF=__name__)
def test_a_domain_error_keeps_its_code_and_words(client):
    problem = assert_problem(client.get(f"{API}/refusing/"), status=409, code="too_early")
    assert problem["detail"] == "Come back later."
    assert problem["errors"] == [{"attr": None, "code": "too_early", "detail": "Come back later."}]


@override_settings(ROOT_URLCONF=__name__)
def test_a_bug_tells_nothing_about_itself(client):
    client.raise_request_exception = False
    response = client.get(f"{API}/broken/")
    assert_problem(response, status=500, code="error")
    assert "canary" not in response.content.decode()


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("database", ["postgresql", "sqlite"])
def test_who_waited_in_vain_is_told_to_try_again(client, database):
    client.raise_request_exception = False
    response = client.get(f"{API}/waiting/", {"database": database})
    assert_problem(response, status=503, code="busy")
    assert response["Retry-After"] == "5"


@override_settings(ROOT_URLCONF=__name__)
def test_a_database_that_is_away_is_a_fault_of_ours(client):
    client.raise_request_exception = False
    response = client.get(f"{API}/waiting/", {"database": "none"})
    assert_problem(response, status=500, code="error")


@pytest.mark.parametrize("given", ["abc-1.2_3", "a" * 64])
def test_a_sane_request_id_is_kept(client, given):
    response = client.get(f"{API}/nothing/", headers={"X-Request-ID": given})
    assert response["X-Request-ID"] == response.json()["request_id"] == given


@pytest.mark.parametrize("given", ["", "a b", "<script>", "a" * 65, "é", "a\tb", "-x"])
def test_another_request_id_is_replaced(client, given):
    response = client.get(f"{API}/nothing/", headers={"X-Request-ID": given})
    assert response["X-Request-ID"] == json.loads(response.content)["request_id"]
    assert response["X-Request-ID"] != given


def test_a_forgotten_slash_is_added(client):
    address = f"{API}/runs/{uuid4()}"
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (301, f"{address}/")
