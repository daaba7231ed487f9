"""Where people begin: their organisations, and one of them at a glance."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from experiments.models import Attempt, ProviderCall, Validation
from experiments.states import CallOutcome
from experiments.tests.factories import (
    ArmFactory,
    AttemptFactory,
    ExperimentFactory,
    RunArmFactory,
    RunFactory,
)
from leaderboards.aggregation import publish
from leaderboards.models import RunSummary
from leaderboards.tests.published import organization_of, published_run
from organizations.roles import Role
from organizations.tests.factories import MembershipFactory, OrganizationFactory, UserFactory
from organizations.tests.http import assert_queries_do_not_grow, client_of
from organizations.tests.markup import assert_strict, text_of
from providers.kinds import ProviderKind
from providers.tests.factories import AllowlistEntryFactory, ConnectionFactory

pytestmark = pytest.mark.django_db


def home_of(organization, role=Role.VIEWER):
    return client_of(organization, role).get(reverse("organization", args=[organization.slug]))


def called(run, *, provider, cost, at=None, **fields):
    return ProviderCall.objects.create(
        run=run,
        organization=organization_of(run),
        provider=provider,
        stage="attempts",
        work_id=uuid4(),
        number=1,
        started_at=at or timezone.now(),
        outcome=CallOutcome.SUCCEEDED,
        cost_usd=cost,
        **fields,
    )


def test_who_is_in_one_organisation_is_there_at_once_and_sees_no_other():
    mine = ExperimentFactory(name="mine").organization
    ExperimentFactory(name="foreign")
    response = client_of(mine).get(reverse("home"))
    assert_strict(response)
    assert "mine" in text_of(response)
    assert "foreign" not in text_of(response)


def test_who_is_in_several_chooses_and_can_switch_on_every_page(client):
    user = UserFactory()
    mine = [MembershipFactory(user=user).organization for _ in range(2)]
    foreign = OrganizationFactory(name="Foreign")
    RunFactory(experiment__organization=mine[0])
    client.force_login(user)
    response = client.get(reverse("home"))
    assert_strict(response)
    assert "1 experiment, 1 run going on" in text_of(response)
    page = client.get(reverse("organization", args=[mine[0].slug]))
    for seen in (response, page):
        assert all(each.name in text_of(seen) for each in mine)
        assert foreign.name not in text_of(seen)
    assert f'href="{reverse("organization", args=[mine[1].slug])}"' in page.content.decode()


def test_who_is_in_none_is_told_what_to_do(client):
    client.force_login(UserFactory())
    assert "not a member of any organisation" in text_of(client.get(reverse("home")))


def test_a_foreign_organisation_looks_like_one_that_does_not_exist():
    client = client_of(OrganizationFactory(), Role.ADMIN)
    for name in ("organization", "experiments"):
        theirs, nobodys = (
            client.get(reverse(name, args=[slug])) for slug in (OrganizationFactory().slug, "none")
        )
        assert theirs.status_code == nobodys.status_code == 404
        assert text_of(theirs) == text_of(nobodys)


def test_the_first_steps_are_links_for_those_who_can_take_them():
    organization = OrganizationFactory(slug="new-one")
    user = UserFactory(is_staff=True)
    MembershipFactory(user=user, organization=organization, role=Role.ADMIN)
    client = Client()
    client.force_login(user)
    response = client.get(reverse("organization", args=["new-one"]))
    assert_strict(response)
    assert "organization: new-one" in text_of(response)
    page = response.content.decode()
    for name in ("admin:providers_allowlistentry_add", "admin:providers_connection_add"):
        assert f'href="{reverse(name)}?organization={organization.pk}"' in page
    assert f'href="{reverse("experiment-new", args=["new-one"])}"' in page


def test_the_first_steps_name_those_who_can_take_them():
    organization = AllowlistEntryFactory().organization
    ada = UserFactory(first_name="Ada", last_name="Lovelace")
    MembershipFactory(organization=organization, role=Role.ADMIN, user=ada)
    seen = text_of(home_of(organization))
    assert "Done: Allow a provider" in seen
    assert "To do: Add a connection" in seen
    assert "Ask Ada Lovelace." in seen
    assert "New experiment" not in seen


def test_an_admin_who_may_not_open_the_admin_is_not_sent_there():
    response = home_of(OrganizationFactory(), Role.ADMIN)
    assert "ask who runs this site" in text_of(response)
    assert reverse("admin:providers_connection_add") not in response.content.decode()


def test_the_steps_are_gone_once_something_has_run():
    organization = ExperimentFactory().organization
    AllowlistEntryFactory(organization=organization)
    ConnectionFactory(organization=organization)
    assert [step.done for step in home_of(organization).context["steps"]] == [True] * 3 + [False]
    RunFactory(experiment__organization=organization, finished=True)
    assert home_of(organization).context["steps"] == []


def test_runs_that_go_on_are_shown_with_their_progress_and_counted(monkeypatch):
    monkeypatch.setattr("leaderboards.home_pages.RUNNING_SHOWN", 1)
    older = RunFactory(started_at=timezone.now() - timedelta(hours=1))
    run = RunFactory(experiment__organization=organization_of(older), experiment__name="going")
    arm = RunArmFactory(run=run)
    AttemptFactory(arm=arm, succeeded=True)
    AttemptFactory(arm=arm)
    RunFactory(experiment=run.experiment, finished=True)
    response = home_of(organization_of(run))
    assert "1 of 2 attempts" in text_of(response)
    assert [each.experiment for each in response.context["running"]] == ["going"]
    assert (response.context["n_running"], response.context["more_running"]) == (2, 1)


def test_what_failed_lately_is_counted_by_reason_and_leads_to_the_attempts():
    arm = RunArmFactory(run=RunFactory(finished=True))
    AttemptFactory.create_batch(2, arm=arm, failed=True)
    AttemptFactory(arm=arm, failed=True, error_code="rate_limited")
    old = AttemptFactory(arm=arm, failed=True)
    Attempt.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(hours=25))
    AttemptFactory(failed=True)  # of somebody else
    imported = RunFactory(
        experiment__organization=organization_of(arm.run), finished=True, imported=True
    )
    AttemptFactory(arm=RunArmFactory(run=imported), failed=True)
    response = home_of(organization_of(arm.run))
    failed = response.context["failed"]
    assert failed.total == 3
    assert [(group.error_code, group.n) for group in failed.groups] == [
        ("timeout", 2),
        ("rate_limited", 1),
    ]
    link = f"{reverse('attempts', args=[arm.run.pk])}?state=failed&amp;error_code=timeout"
    assert f'href="{link}"' in response.content.decode()


def test_spend_is_this_months_by_provider_against_its_budget():
    run = RunFactory()
    owner = organization_of(run)
    AllowlistEntryFactory(organization=owner, provider="openai", monthly_budget_usd=Decimal(8))
    AllowlistEntryFactory(organization=owner, provider="anthropic", monthly_budget_usd=Decimal(1))
    called(run, provider="openai", cost=Decimal(2))
    called(run, provider="openai", cost=None)
    called(run, provider="openai", cost=None, http_status=429)  # not billed
    called(run, provider="openai", cost=Decimal(50), at=timezone.now() - timedelta(days=32))
    called(run, provider="anthropic", cost=Decimal("1.5"))
    called(run, provider=ProviderKind.DEMO.value, cost=Decimal(7))
    called(RunFactory(), provider="openai", cost=Decimal(9))
    spend = home_of(owner).context["spend"]
    assert (spend.total, spend.simulated, spend.unknown) == ("$3.50", False, 1)
    rows = {row.label: (row.usd, row.budget, row.share, row.over) for row in spend.rows}
    assert rows["OpenAI"] == ("$2.00", "$8.00", 25, False)
    assert rows["Anthropic"] == ("$1.50", "$1.00", 100, True)
    assert [row.label for row in spend.rows if row.simulated] == ["Demo (recorded, simulated)"]


def test_an_unknown_cost_is_not_shown_as_nothing():
    run = RunFactory()
    called(run, provider="openai", cost=None)
    response = home_of(organization_of(run))
    assert response.context["spend"].total is None
    assert "1 call of unknown cost" in text_of(response)


def test_made_up_money_is_called_simulated():
    run = RunFactory()
    called(run, provider=ProviderKind.DEMO.value, cost=Decimal(7))
    spend = home_of(organization_of(run)).context["spend"]
    assert (spend.total, spend.simulated) == ("$7.00", True)


def test_an_experiment_shows_the_best_quality_with_its_interval_and_the_cost_of_its_last_run():
    run = published_run(tasks=3)
    response = home_of(organization_of(run))
    assert_strict(response)
    [row] = response.context["rows"]
    assert (row.best.arm, row.best.estimate, row.best.n_tasks) == ("able", "100.0%", "3")
    assert "to 100.0%" in row.best.interval
    assert row.best.rank == "rank withheld"
    assert row.cost.total == "$0.00900"
    assert "6 of 6 answered" in text_of(response)


def test_what_was_published_last_is_what_counts():
    run = published_run(tasks=3)
    first = Validation.objects.filter(attempt__arm__key="able", attempt__task__key="t00")
    first.update(status="failed", score=0.0)
    publish(run)
    assert RunSummary.objects.count() == 2
    [row] = home_of(organization_of(run)).context["rows"]
    assert row.best.estimate == "66.7%"


def test_a_running_run_has_no_quality_yet():
    run = RunFactory()
    AttemptFactory(arm=RunArmFactory(run=run))
    seen = text_of(home_of(organization_of(run)))
    assert "comes when it has ended" in seen
    assert "Running" in seen


def test_an_experiment_that_never_ran_says_what_comes_next():
    experiment = ArmFactory().experiment
    assert "Never run. Start the first run" in text_of(
        home_of(experiment.organization, Role.EDITOR)
    )
    assert "Never run. Open it" in text_of(home_of(experiment.organization))
    bare = ExperimentFactory().organization
    assert "It has no arms yet" in text_of(home_of(bare, Role.EDITOR))


@pytest.mark.parametrize("name", ["organization", "experiments"])
def test_it_takes_as_many_queries_for_ten_experiments_as_for_twenty(monkeypatch, name):
    monkeypatch.setattr("leaderboards.home_pages.RECENT_SHOWN", 50)
    organization = OrganizationFactory()
    client = client_of(organization)

    def ten_more():
        published_run(arms=["able"], tasks=1, judged=False, experiment__organization=organization)
        for _ in range(8):
            arm = RunArmFactory(run__experiment__organization=organization)
            AttemptFactory(arm=arm, failed=True)
        ExperimentFactory(organization=organization, created_by=UserFactory())

    assert_queries_do_not_grow(
        lambda: client.get(reverse(name, args=[organization.slug])), ten_more=ten_more
    )


def test_home_takes_as_many_queries_for_ten_organisations_as_for_twenty(client):
    user = UserFactory()
    client.force_login(user)
    assert_queries_do_not_grow(
        lambda: client.get(reverse("home")),
        ten_more=lambda: [
            RunFactory(experiment__organization=MembershipFactory(user=user).organization)
            for _ in range(10)
        ],
    )
