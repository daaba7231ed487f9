"""Whether a call that was cut off on our side is made again, from its definition to the rows."""

import pytest

from experiments.actions import frozen_config, start_run
from experiments.models import Attempt, Experiment, Run, Validation
from experiments.run_controls import retry_errors
from experiments.tests.definitions import body_for, change, define, defining_organization
from experiments.tests.draining import drained, quicken, reconciled, worked
from experiments.tests.editing import filled, form_of, press
from experiments.tests.holding import (
    NOWHERE,
    Holder,
    aborted,
    answered,
    expire,
    lose_the_worker,
    outcomes_of,
    refused,
)
from experiments.tests.processes import provider
from experiments.tests.runs import allowed_organization, saved_experiment, started_run
from organizations.roles import Role
from organizations.tests.http import API, JSON, client_of
from providers.codes import ErrorCode

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "/organizations/acme/experiments/new/"


@pytest.fixture(autouse=True)
def quick(settings):
    quicken(settings)


def once(base_url=NOWHERE, **changes):
    return started_run(base_url, on_interrupt="fail", **changes)


def test_a_call_whose_worker_was_lost_is_not_made_again():
    run = once(tasks=2)
    holder = Holder(run)
    [lost] = holder.claims(1)
    expire(run)
    row = Attempt.objects.get(pk=lost.id)
    assert (row.state, row.error_code, row.retryable) == ("failed", "interrupted", True)
    assert outcomes_of(run) == ["ambiguous"]
    holder.records(answered(lost, "Too late."))
    assert Attempt.objects.get(pk=lost.id).output_text is None
    assert outcomes_of(run) == ["superseded"]
    assert Attempt.objects.filter(run=run, state="pending").count() == 1


def test_neither_is_one_whose_worker_had_to_stop():
    run = once(tasks=1)
    holder = Holder(run)
    holder.records(*map(aborted, holder.claims(1)))
    row = Attempt.objects.get(run=run)
    assert (row.state, row.error_code, row.retryable) == ("failed", "interrupted", True)
    assert outcomes_of(run) == ["aborted"]


def test_unless_somebody_tries_again():
    with provider() as fake:
        run = once(fake.base_url, tasks=1)
        assert Holder(run).claims(1)
        expire(run)
        assert Run.objects.get(pk=run.pk).state == "completed"
        assert retry_errors(run) == 1
        [attempt] = worked(run)
    assert (attempt.state, attempt.provider_calls, fake.total) == ("succeeded", 2, 1)


def test_a_validation_is_no_call_and_is_run_again():
    with provider() as fake:
        run = once(fake.base_url, tasks=1)
        drained(run)
    lose_the_worker(run, stage="validation")
    reconciled()
    assert Validation.objects.get(run=run).state == "pending"


def test_a_call_that_the_provider_failed_is_made_again_all_the_same():
    holder = Holder(once(tasks=1))
    [job] = holder.claims(1)
    holder.records(refused(job, ErrorCode.PROVIDER_UNAVAILABLE))
    assert Attempt.objects.get().state == "pending"


def test_it_is_frozen_and_said_only_where_it_is_not_as_it_always_was():
    owner = allowed_organization(NOWHERE)
    run = start_run(saved_experiment(owner, on_interrupt="fail"), actor=None)
    assert (run.on_interrupt, run.config["on_interrupt"]) == ("fail", "fail")
    usual = saved_experiment(owner)
    assert Run.objects.get().on_interrupt == "fail"
    assert "on_interrupt" not in frozen_config(usual, tuple(usual.arms.all()))


def test_the_api_takes_and_shows_it():
    owner = defining_organization()
    client = client_of(owner, Role.EDITOR)
    made = define(client, owner, body_for(owner))
    assert (made.status_code, made.json()["on_interrupt"]) == (201, "retry")
    experiment = Experiment.objects.get()
    changed = change(client, experiment, "patch", {"on_interrupt": "fail"}, match="*").json()
    assert changed["on_interrupt"] == "fail"
    started = client.post(f"{API}/experiments/{experiment.pk}/runs/", content_type=JSON).json()
    assert started["on_interrupt"] == "fail"
    refused = change(client, experiment, "patch", {"on_interrupt": "maybe"}, match="*")
    assert refused.json()["errors"][0]["attr"] == "on_interrupt"


def test_the_form_takes_it_and_the_pages_show_it():
    owner = defining_organization()
    client = client_of(owner, Role.EDITOR)
    review = press(client, NEW, filled(owner, on_interrupt="fail"), "review")
    assert "fails, until somebody tries again" in review.content.decode()
    press(client, NEW, form_of(review), "save")
    experiment = Experiment.objects.get()
    assert experiment.on_interrupt == "fail"
    assert form_of(client.get(f"/experiments/{experiment.pk}/edit/"))["on_interrupt"] == "fail"
    run = start_run(experiment, actor=None)
    assert "may have been billed: they fail" in client.get(f"/runs/{run.pk}/").content.decode()
