"""What policy says no to is kept: at the start of a run, and at the claim of its calls."""

from uuid import uuid4

import pytest

from experiments.actions import start_run
from experiments.models import ProviderCall
from experiments.preflight import RunRefused
from experiments.tests.draining import drained, quicken, worked
from experiments.tests.runs import allowed_organization, arm, saved_experiment, started_run
from organizations.errors import DomainError
from organizations.tests.factories import OrganizationFactory, UserFactory
from providers.codes import DenialCode, DenialPoint
from providers.denials import Denied, record_denials
from providers.models import AllowlistEntry, PolicyDenial

NOWHERE = "http://127.0.0.1:9/v1"


def facts(*names):
    return sorted(PolicyDenial.objects.values_list(*names), key=str)


@pytest.mark.django_db
def test_a_refused_start_leaves_one_fact_for_each_arm_and_no_run():
    owner, actor = allowed_organization(NOWHERE), UserFactory()
    AllowlistEntry.objects.update(allowed_models=["model-0"])
    arms = [arm(0), arm(1), arm(2, provider="demo", connection="none")]
    experiment = saved_experiment(owner, arms=arms)
    with pytest.raises(RunRefused):
        start_run(experiment, actor=actor)
    assert facts("at", "code", "provider", "model", "arm_key") == [
        ("start", "model_not_allowed", "openai_compatible", "model-1", "arm-1"),
        ("start", "provider_not_allowed", "demo", "model-2", "arm-2"),
    ]
    assert set(facts("organization", "experiment_id", "run_id", "actor")) == {
        (owner.pk, experiment.pk, None, actor.pk)
    }
    assert not experiment.runs.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "spoil",
    [
        lambda owner: owner.connections.all().delete(),
        lambda owner: owner.connections.update(credential_reference="env:PATH"),
    ],
)
def test_what_policy_did_not_deny_is_no_denial(spoil):
    owner = allowed_organization(NOWHERE)
    experiment = saved_experiment(owner)
    spoil(owner)
    with pytest.raises(DomainError):
        start_run(experiment, actor=None)
    assert facts("code") == []


@pytest.mark.django_db(transaction=True)
def test_a_denial_at_the_claim_is_kept_once_for_each_arm(settings):
    quicken(settings)
    run = started_run(NOWHERE, arms=2, tasks=5)
    AllowlistEntry.objects.update(enabled=False)
    for _ in range(3):
        drained(run)
    attempts = worked(run)
    assert {attempt.error_code for attempt in attempts} == {"policy_denied"}
    assert facts("at", "code", "model", "arm_key", "run_id", "experiment_id") == [
        ("claim", "provider_not_allowed", "model-0", "arm-0", run.pk, run.experiment_id),
        ("claim", "provider_not_allowed", "model-1", "arm-1", run.pk, run.experiment_id),
    ]
    assert not ProviderCall.objects.exists()


@pytest.mark.django_db
def test_denials_at_a_claim_are_one_for_run_arm_and_code_and_others_are_each_their_own():
    owner, run_id = OrganizationFactory(), uuid4()
    denied = Denied(code=DenialCode.BUDGET_EXCEEDED, provider="demo", model="m", arm="a")
    for _ in range(2):
        record_denials(owner, [denied], at=DenialPoint.CLAIM, run_id=run_id)
        record_denials(owner, [denied], at=DenialPoint.START)
    assert facts("at") == [("claim",), ("start",), ("start",)]


@pytest.mark.django_db
def test_the_facts_of_a_claim_are_the_organisations_own():
    denied = Denied(code=DenialCode.MODEL_NOT_ALLOWED, provider="demo", model="m")
    ours, theirs = OrganizationFactory(), OrganizationFactory()
    record_denials(theirs, [denied], at=DenialPoint.CREATE)
    assert not PolicyDenial.objects.in_organization(ours).exists()
    assert PolicyDenial.objects.in_organization(theirs).get().arm_key == ""
