"""The page that tells where the time of a run went, and its failures."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from experiments.models import Run, WorkerBeat
from experiments.tests.factories import AttemptFactory, RunArmFactory, RunFactory, TaskFactory
from leaderboards.tests.published import organization_of, published_run
from organizations.roles import Role
from organizations.tests.factories import OrganizationFactory
from organizations.tests.http import assert_queries_do_not_grow, client_of
from organizations.tests.markup import assert_strict, text_of
from providers.models import Breaker
from providers.tests.factories import ConnectionFactory

pytestmark = pytest.mark.django_db


def ask(run, role=Role.VIEWER):
    return client_of(organization_of(run), role).get(reverse("diagnostics", args=[run.pk]))


def troubled_run():
    now = timezone.now()
    run = RunFactory(budget_usd=10)
    connection = ConnectionFactory(organization=organization_of(run), name="eu-main")
    arm = RunArmFactory(run=run, connection=connection)
    for _ in range(4):
        AttemptFactory(arm=arm, failed=True, task=TaskFactory(task_set=run.task_set))
    AttemptFactory(arm=arm, task=TaskFactory(task_set=run.task_set))
    Breaker.objects.create(
        connection=connection,
        opened_at=now,
        open_until=now + timedelta(minutes=1),
        trips=1,
        error_code="connection_error",
    )
    beat = {"stage": "attempts", "host": "worker-1", "pid": 7, "slots": 64, "in_flight": 3}
    WorkerBeat.objects.create(id=uuid4(), run=run, started_at=now, seen_at=now, **beat)
    blocked = {str(connection.pk): "auth_failed"}
    Run.objects.filter(pk=run.pk).update(blocked_credentials=blocked)
    return run


def test_a_run_in_trouble_tells_what_is_wrong():
    run = troubled_run()
    response = ask(run)
    assert_strict(response)
    seen = text_of(response)
    page = response.content.decode()
    assert '<code>timeout</code></td><td class="n">4</td>' in page
    assert "eu-main: its provider refused the credential (auth_failed)" in seen
    assert "Open: nothing is called" in seen
    assert '<td>worker-1</td><td class="n">7</td><td class="n">3 of 64</td>' in page
    assert "$10.00" in seen
    failed = run.arms.get().attempts.filter(state="failed").first()
    assert reverse("attempt", args=[failed.pk]) in page


def test_it_keeps_itself_up_to_date_without_scripts_while_the_run_goes_on():
    page = ask(troubled_run()).content.decode()
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "<script" not in page
    assert "http-equiv" not in ask(published_run()).content.decode()


def test_a_run_in_which_all_went_well_says_so():
    response = ask(published_run())
    assert_strict(response)
    seen = text_of(response)
    assert "Nothing has failed." in seen
    assert "No breaker has opened for a connection of this run." in seen
    assert "No worker is at this run." in seen


def test_the_figures_of_the_demo_are_labelled_as_simulated():
    arm = RunArmFactory(provider="demo")
    AttemptFactory(arm=arm, failed=True)
    assert 'demo <span class="tag">simulated</span>' in ask(arm.run).content.decode()
    assert "simulated" not in text_of(ask(troubled_run()))


def test_the_page_of_a_run_leads_to_it():
    for run in (troubled_run(), published_run()):
        page = client_of(organization_of(run)).get(reverse("run", args=[run.pk]))
        assert reverse("diagnostics", args=[run.pk]) in page.content.decode()


def test_it_is_for_members_of_the_organisation():
    run = troubled_run()
    stranger = client_of(OrganizationFactory(), Role.ADMIN)
    assert stranger.get(reverse("diagnostics", args=[run.pk])).status_code == 404


def test_it_takes_as_many_queries_for_ten_rows_as_for_twenty():
    run = troubled_run()
    client = client_of(organization_of(run))
    arm = run.arms.get()

    def ten_more():
        for _ in range(10):
            AttemptFactory(arm=arm, failed=True, task=TaskFactory(task_set=run.task_set))

    address = reverse("diagnostics", args=[run.pk])
    assert_queries_do_not_grow(lambda: client.get(address), ten_more=ten_more)
