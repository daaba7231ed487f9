"""Every route of the API, by every method: what others have looks like what never was."""

from uuid import uuid4

import pytest

from evaluation.tests.factories import EvaluationFactory
from leaderboards.aggregation import publish
from organizations.models import Organization
from organizations.roles import Role, Scope
from organizations.tests.crawl import addresses, body_of, public_routes
from organizations.tests.factories import MembershipFactory, OrganizationFactory
from organizations.tests.http import API, JSON, bearer, bearer_of, client_of
from providers.tests.factories import ConnectionFactory

pytestmark = pytest.mark.django_db
CANARY = "canary"
QUESTIONS = ["", "?a=canary-arm&b=other", "?arm=canary-arm", "?task=canary-task", "?format=csv"]
METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
# Signed in or not, these say nothing of anybody.
OPEN = (f"{API}/schema/", f"{API}/docs/")


@pytest.fixture
def theirs():
    evaluation = EvaluationFactory(
        attempt__arm__key="canary-arm",
        attempt__arm__model="canary-model",
        attempt__arm__run__finished=True,
        attempt__arm__run__experiment__name="canary experiment",
        attempt__arm__run__experiment__organization__slug="canary-org",
        attempt__task__key="canary-task",
        attempt__output_text="canary output",
    )
    publish(evaluation.run)
    return {
        "run_id": [evaluation.run_id],
        "experiment_id": [evaluation.run.experiment_id],
        "attempt_id": [evaluation.attempt_id],
        "task_set_id": [evaluation.run.task_set_id],
        "profile_id": [evaluation.profile_id],
        "connection_id": [
            ConnectionFactory(organization=evaluation.run.experiment.organization).pk
        ],
        "provider": ["openai"],
        "slug": ["canary-org"],
    }


def never(values):
    made_up = {"slug": ["absent-org"], "provider": values["provider"]}
    return {name: made_up.get(name, [uuid4()]) for name in values}


def asked(client, method, address, question):
    options = {} if method in ("get", "head", "options") else {"content_type": JSON}
    return getattr(client, method)(address + question, **options)


def normal(response, address):
    """What is left when the asker's own words, the request's id and its count are taken out."""
    text = body_of(response).replace(response["X-Request-ID"], "REQUEST")
    text = text.replace(response.get("RateLimit", "RateLimit"), "RATE")
    return response.status_code, text.replace(address, "ADDRESS").replace(CANARY, "never")


def stranger(role):
    return client_of(OrganizationFactory(), role)


def strangers_token(role):
    """Of somebody who is an admin of the other organisation as well: the token is not."""
    here = MembershipFactory(role=role, user__password=None)
    there = Organization.objects.get(slug="canary-org")
    MembershipFactory(user=here.user, organization=there, role=Role.ADMIN)
    return bearer(here.user, here.organization)


@pytest.mark.parametrize(
    ("asker", "role"), [*((stranger, role) for role in Role), (strangers_token, Role.ADMIN)]
)
@pytest.mark.parametrize("route", [r for r in public_routes(API) if r not in OPEN])
def test_others_are_as_absent_as_what_never_was(theirs, route, role, asker):
    client = asker(role)
    [real], [made_up] = addresses(route, theirs), addresses(route, never(theirs))
    for method in METHODS:
        for question in QUESTIONS:
            one = asked(client, method, real, question)
            two = asked(client, method, made_up, question)
            assert normal(one, real) == normal(two, made_up), (method, question)
            assert one.status_code in (404, 405) or method == "options"
            assert "canary-model" not in body_of(two)


@pytest.mark.parametrize("route", [r for r in public_routes(API) if r not in OPEN])
def test_the_anonymous_get_nowhere(client, theirs, route):
    [address] = addresses(route, theirs)
    for method in METHODS:
        assert asked(client, method, address, "").status_code == 401


@pytest.mark.parametrize("route", [r for r in public_routes(API) if r not in OPEN])
@pytest.mark.parametrize(
    ("role", "scope"), [(Role.ADMIN, Scope.READ), (Role.VIEWER, Scope.ADMIN)], ids=str
)
def test_who_may_only_read_changes_nothing_anywhere(theirs, route, role, scope):
    """Found by the resolver, so that a view that forgets to ask for a role is found too."""
    organization = Organization.objects.get(slug="canary-org")
    client = bearer_of(organization, role, scope=scope)
    for address in addresses(route, theirs):
        for method in ("post", "put", "patch", "delete"):
            answer = getattr(client, method)(address, content_type=JSON, headers={"If-Match": "*"})
            assert answer.status_code in (403, 404, 405), (method, address)


def test_the_routes_are_those_that_are_described():
    described = {f"{API}/{part}/" for part in ("schema", "docs")}
    assert described < set(public_routes(API))
    assert len(public_routes(API)) >= 14
