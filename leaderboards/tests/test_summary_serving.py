"""The summary on its way out: what it costs, and that it is never another's or an old one."""

import pytest
from django.utils import timezone

from experiments.models import Run
from experiments.states import RunState
from experiments.tests.factories import AttemptFactory, ValidationFactory
from leaderboards.aggregation import publish
from leaderboards.tests.published import organization_of, published_run
from organizations.roles import Role
from organizations.tests.factories import MembershipFactory, OrganizationFactory
from organizations.tests.http import API, bearer, bearer_of, client_of

pytestmark = pytest.mark.django_db
WHO_ASKS = 1  # the token with its user
SUMMARY = 1


def path_of(run):
    return f"{API}/runs/{run.pk}/summary/"


def test_it_takes_one_query_beyond_who_asks(django_assert_num_queries):
    run = published_run()
    client = bearer_of(organization_of(run))
    etag = client.get(path_of(run))["ETag"]
    with django_assert_num_queries(WHO_ASKS + SUMMARY):
        assert client.get(path_of(run)).status_code == 200
    with django_assert_num_queries(WHO_ASKS + SUMMARY) as queries:
        assert client.get(path_of(run), headers={"If-None-Match": etag}).status_code == 304
    assert "content" not in queries[-1]["sql"]


@pytest.mark.parametrize("asker", [client_of, bearer_of])
def test_it_stays_within_reach(asker):
    run = published_run()
    etag = asker(organization_of(run)).get(path_of(run))["ETag"]
    for headers in ({}, {"If-None-Match": etag}, {"If-None-Match": "*"}):
        stranger = asker(OrganizationFactory(), Role.ADMIN)
        assert stranger.get(path_of(run), headers=headers).status_code == 404


def test_a_token_reaches_its_own_organisation_alone():
    run, other = published_run(), OrganizationFactory()
    user = MembershipFactory(organization=organization_of(run)).user
    MembershipFactory(organization=other, user=user)
    assert bearer(user, organization_of(run)).get(path_of(run)).status_code == 200
    assert bearer(user, other).get(path_of(run)).status_code == 404


def test_what_came_in_since_is_published_before_anything_is_served():
    run = published_run(tasks=3)
    client = client_of(organization_of(run))
    etag = client.get(path_of(run))["ETag"]
    task = run.arms.first().attempts.first().task
    again = AttemptFactory(arm=run.arms.first(), task=task, repeat=2, succeeded=True)
    ValidationFactory(attempt=again)
    Run.objects.filter(pk=run.pk).update(results_changed_at=timezone.now())
    response = client.get(path_of(run), headers={"If-None-Match": etag})
    assert response.status_code == 200
    assert response.json()["attempts"]["total"] == 7


def test_a_run_that_was_opened_again_serves_what_it_had():
    run = published_run()
    Run.objects.filter(pk=run.pk).update(
        state=RunState.RUNNING, finished_at=None, results_changed_at=timezone.now()
    )
    assert client_of(organization_of(run)).get(path_of(run)).status_code == 200


def test_the_latest_revision_is_the_one_that_goes_out():
    run = published_run()
    AttemptFactory(arm=run.arms.first(), failed=True)
    revised = publish(run)
    response = client_of(organization_of(run)).get(path_of(run))
    assert revised.revision == 2
    assert response.content.decode() == revised.content
