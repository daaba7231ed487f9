"""Results from outside that are not taken: of what, by whom, and what is wrong with them."""

from uuid import uuid4

import pytest
from django.utils import timezone

from experiments.models import Validation
from experiments.states import WorkState
from leaderboards.tests.posting import attempt_of, organization_of, post
from organizations.roles import Role, Scope
from organizations.tests.http import bearer_of, client_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "state",
    [
        {"succeeded": False},
        {"succeeded": False, "failed": True},
        {"succeeded": False, "state": WorkState.CANCELLED, "finished_at": timezone.now()},
    ],
)
def test_an_attempt_that_did_not_succeed_has_nothing_to_validate(state):
    response = post(attempt_of(engine=None, **state))
    assert (response.status_code, response.json()["code"]) == (409, "attempt_not_succeeded")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"source": "engine"}, "source"),
        ({"source": "Engine"}, "source"),
        ({"source": ""}, "source"),
        ({"source": " ci"}, "source"),
        ({"source": "c" * 101}, "source"),
        ({"source": "ci\u202e"}, "source"),
        ({"source": None}, "source"),
        ({"status": "running"}, "status"),
        ({"status": None}, "status"),
        ({"score": 1.5}, "score"),
        ({"score": -0.1}, "score"),
        ({"score": "1"}, "score"),
        ({"score": True}, "score"),
        ({"details": "x" * 10_001}, "details"),
        ({"details": "a\x00"}, "details"),
        ({"details": ["a"]}, "details"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://x y"}, "url"),
        ({"url": "https://x/" + "y" * 2000}, "url"),
        ({"rationale": "because"}, "rationale"),
        ({"status": "error", "score": 0.5}, None),
        ({"status": "not_run", "score": 0}, None),
    ],
)
def test_what_is_wrong_is_named_and_nothing_stored(changes, field):
    attempt = attempt_of()
    response = post(attempt, **changes)
    assert response.status_code == 400
    [error] = response.json()["errors"]
    assert field in (error["attr"], None)
    assert not Validation.objects.exclude(source="engine").exists()


def test_posting_needs_the_role_editor_and_the_scope_run():
    attempt = attempt_of()
    owner = organization_of(attempt)
    refused = {
        "role_too_low": bearer_of(owner, Role.VIEWER, scope=Scope.RUN),
        "scope_too_low": bearer_of(owner, Role.ADMIN, scope=Scope.READ),
    }
    for code, client in refused.items():
        response = post(attempt, client=client)
        assert (response.status_code, response.json()["code"]) == (403, code)
    assert post(attempt, client=bearer_of(owner, Role.EDITOR, scope=Scope.RUN)).status_code == 201


def test_an_attempt_of_another_organisation_does_not_exist():
    attempt, other = attempt_of(), attempt_of()
    stranger = client_of(organization_of(other), Role.ADMIN)
    theirs = post(attempt, client=stranger)
    attempt.pk = uuid4()
    assert theirs.status_code == post(attempt, client=stranger).status_code == 404
    assert not Validation.objects.exclude(source="engine").exists()
