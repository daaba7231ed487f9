"""The list of an organisation's experiments: filtered, sorted and paged by its address."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from experiments.tests.factories import ExperimentFactory, RunFactory
from organizations.roles import Role
from organizations.tests.factories import OrganizationFactory, UserFactory
from organizations.tests.http import client_of
from organizations.tests.markup import assert_strict, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return OrganizationFactory()


def ask(organization, role=Role.VIEWER, **query):
    address = reverse("experiments", args=[organization.slug])
    return client_of(organization, role).get(address, query)


def names(response):
    return [row.name for row in response.context["rows"]]


def days_ago(n):
    return timezone.now() - timedelta(days=n)


def test_experiments_are_found_by_name_owner_and_the_state_of_their_last_run(owner):
    ada = UserFactory(first_name="Ada")
    first = ExperimentFactory(organization=owner, name="Smoke test", created_by=ada)
    second = ExperimentFactory(organization=owner, name="nightly")
    ExperimentFactory(organization=owner, name="idle")
    RunFactory(experiment=first, finished=True, started_at=days_ago(2))
    RunFactory(experiment=first, started_at=days_ago(1))
    RunFactory(experiment=second, finished=True, started_at=days_ago(9))
    assert names(ask(owner, q="SMOKE")) == ["Smoke test"]
    assert names(ask(owner, owner=str(ada.pk))) == ["Smoke test"]
    assert names(ask(owner, status="running")) == ["Smoke test"]
    assert names(ask(owner, status="completed")) == ["nightly"]
    assert names(ask(owner, status="never")) == ["idle"]
    assert names(ask(owner, q="smoke", status="completed")) == []


def test_experiments_are_found_by_the_day_of_their_last_run(owner):
    for n in (1, 5, 9):
        RunFactory(
            experiment__organization=owner, experiment__name=f"{n} days", started_at=days_ago(n)
        )
    ExperimentFactory(organization=owner, name="never")
    day = f"{days_ago(5):%Y-%m-%d}"
    assert names(ask(owner, since=day)) == ["1 days", "5 days"]
    assert names(ask(owner, until=day)) == ["5 days", "9 days"]
    assert names(ask(owner, since=day, until=day)) == ["5 days"]


def test_what_was_active_last_comes_first_unless_names_are_asked_for(owner):
    for name, n in (("b", 2), ("a", 3), ("c", 1)):
        RunFactory(experiment__organization=owner, experiment__name=name, started_at=days_ago(n))
    assert names(ask(owner)) == ["c", "b", "a"]
    response = ask(owner, sort="name")
    assert names(response) == ["a", "b", "c"]
    assert 'aria-sort="ascending"' in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"status": "x"},
        {"owner": "x"},
        {"owner": "999999"},
        {"since": "yesterday"},
        {"since": "0000-00-00"},
        {"since": "2026-02-02", "until": "2026-02-01"},
        {"sort": "created_by__password"},
        {"q": "\x00"},
    ],
)
def test_a_filter_that_cannot_be_is_told_and_finds_nothing(owner, query):
    ExperimentFactory(organization=owner)
    response = ask(owner, **query)
    assert response.status_code == 200
    assert_strict(response)
    assert response.context["form"].errors
    assert names(response) == []


def test_owners_of_other_organisations_are_not_offered(owner):
    stranger = ExperimentFactory(created_by=UserFactory(username="stranger"))
    response = ask(owner, owner=str(stranger.created_by_id))
    assert "stranger" not in text_of(response)
    assert response.context["form"].errors


def test_long_lists_are_paged_and_keep_their_filter(owner, monkeypatch):
    monkeypatch.setattr("leaderboards.home_pages.EXPERIMENTS_SHOWN", 2)
    ExperimentFactory.create_batch(3, organization=owner)
    response = ask(owner, q="experiment")
    assert len(names(response)) == 2
    assert 'href="?q=experiment&amp;page=2"' in response.content.decode()
    assert len(names(ask(owner, q="experiment", page=2))) == 1
    assert len(names(ask(owner, q="experiment", page="nonsense"))) == 2


def test_an_empty_list_names_the_next_action(owner):
    assert "Define the first one" in text_of(ask(owner, Role.EDITOR))
    assert "An editor or admin of" in text_of(ask(owner))
    assert "Show all experiments" in text_of(ask(owner, q="x"))
