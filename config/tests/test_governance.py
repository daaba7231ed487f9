"""The figures of the governance panel are what a plain count of the rows says."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.governance import PLACES, Queued, Spend, governance_of, queued_for, spend_of
from evaluation.tests.factories import EvaluationFactory, EvaluatorProfileFactory
from experiments.models import ProviderCall
from experiments.states import CallOutcome, WorkState
from experiments.tests.factories import AttemptFactory, RunArmFactory, RunFactory
from organizations.ids import uuid7
from organizations.models import Organization
from organizations.tests.factories import OrganizationFactory
from providers.kinds import ProviderKind
from providers.models import AllowlistEntry
from providers.prices import CostSource
from providers.tests.factories import AllowlistEntryFactory, ConnectionFactory

pytestmark = pytest.mark.django_db
MONTH = datetime(2026, 11, 1, tzinfo=UTC)
ENV = "BAKEOFF_CREDENTIAL_"


def call(run, *, arm=None, work_id=None, at=MONTH, cost=None, outcome="succeeded", status=None):
    return ProviderCall.objects.create(
        run=run,
        organization=run.experiment.organization,
        provider=arm.provider if arm else "anthropic",
        arm=arm,
        stage="attempts" if arm else "evaluation",
        work_id=work_id or uuid7(),
        number=ProviderCall.objects.count() + 1,
        started_at=at,
        outcome=outcome,
        http_status=status,
        cost_usd=cost,
        cost_source=CostSource.NONE if cost is None else CostSource.TABLE,
    )


def random_calls(organization, random):
    run = RunFactory(experiment__organization=organization)
    arms = [RunArmFactory(run=run, provider=kind) for kind in (ProviderKind.OPENAI, "demo")]
    judged = EvaluationFactory(
        attempt__arm=arms[0],
        profile=EvaluatorProfileFactory(organization=organization, provider="anthropic"),
    )
    for _ in range(30):
        arm = random.choice([*arms, None])
        call(
            run,
            arm=arm,
            work_id=None if arm else judged.pk,
            at=MONTH + timedelta(days=random.randint(-3, 3), hours=random.randint(0, 23)),
            cost=random.choice([None, Decimal(random.randint(0, 9999)) / 1000]),
            outcome=random.choice(CallOutcome.values),
            status=random.choice([None, 200, 429]),
        )


def plain_spend(organizations):
    """Row by row, in Python."""
    usd, unknown = defaultdict(Decimal), defaultdict(int)
    for row in ProviderCall.objects.filter(started_at__gte=MONTH):
        owner = row.run.experiment.organization
        kind = row.arm.provider if row.arm else "anthropic"
        usd[owner.pk, kind] += row.cost_usd or 0
        refused = row.http_status is not None and row.http_status >= 400
        if row.cost_usd is None and row.outcome != CallOutcome.NOT_SENT and not refused:
            unknown[owner.pk, kind] += 1
    return {
        key: Spend(usd=round(usd[key], PLACES), unknown=unknown[key])
        for key in usd
        if key[0] in {organization.pk for organization in organizations}
    }


@pytest.mark.parametrize("seed", range(3))
def test_what_was_spent_is_what_the_ledger_says_by_organisation_and_provider(seed):
    organizations = OrganizationFactory.create_batch(3)
    for organization in organizations:
        random_calls(organization, Random(seed))
    asked = organizations[:2]
    assert spend_of(asked, since=MONTH) == plain_spend(asked)


def test_what_waits_is_what_has_not_been_claimed_in_running_runs():
    entry = AllowlistEntryFactory(provider="openai")
    run = RunFactory(experiment__organization=entry.organization)
    arm, other = (RunArmFactory(run=run, provider=kind) for kind in ("openai", "demo"))
    AttemptFactory.create_batch(3, arm=arm)
    AttemptFactory(arm=arm, succeeded=True)
    AttemptFactory(arm=other)
    AttemptFactory(
        arm__provider="openai", arm__run__finished=True, arm__run__experiment=run.experiment
    )
    AttemptFactory(arm__provider="openai")  # another organisation's
    judge = EvaluatorProfileFactory(organization=entry.organization, provider="openai")
    EvaluationFactory(
        attempt=AttemptFactory(arm=other, succeeded=True),
        profile=judge,
        state=WorkState.PENDING,
        quality=None,
        risk=None,
        confidence=None,
    )
    key = (entry.organization_id, "openai")
    assert queued_for([entry])[key] == Queued(attempts=3, evaluations=1, runs=1)


def state_of(organization):
    [state] = governance_of([organization], month=MONTH)
    return state


def test_an_organisation_shows_what_it_touched_and_names_the_rest():
    entry = AllowlistEntryFactory(provider="openai", monthly_budget_usd=Decimal(2))
    run = RunFactory(experiment__organization=entry.organization)
    call(run, arm=RunArmFactory(run=run, provider="openai"), cost=Decimal(2))
    ConnectionFactory(organization=entry.organization, provider="demo", settings={})
    state = state_of(entry.organization)
    assert [each.label for each in state.providers] == ["OpenAI", ProviderKind.DEMO.label]
    assert len(state.untouched) == len(ProviderKind) - 2
    openai, demo = state.providers
    assert (openai.entry, openai.over_budget, openai.simulated) == (entry, True, False)
    assert (demo.entry, demo.over_budget, demo.simulated) == (None, False, True)


def test_credentials_at_hand_are_looked_up_and_others_only_on_demand(monkeypatch):
    organization = OrganizationFactory(slug="acme")
    monkeypatch.setenv(f"{ENV}ACME_KEY", "sk-canary")
    for name, reference in (
        ("found", f"env:{ENV}ACME_KEY"),
        ("missing", f"env:{ENV}ACME_NONE"),
        ("remote", "vault:bakeoff/acme/key"),
    ):
        ConnectionFactory(
            organization=organization,
            name=name,
            provider="openai",
            settings={},
            credential_reference=reference,
            credential_origin="https://api.openai.com:443",
        )
    [openai] = state_of(organization).providers
    checks = {each.connection.name: each.check for each in openai.connections}
    assert checks["found"].resolvable
    assert not checks["missing"].resolvable
    assert "ACME_NONE is not set" in checks["missing"].sentence
    assert checks["remote"] is None
    assert "sk-canary" not in repr(openai)


def test_queries_do_not_grow_with_organisations_connections_or_calls():
    def ten_more():
        for organization in OrganizationFactory.create_batch(10):
            AllowlistEntryFactory(organization=organization)
            ConnectionFactory(
                organization=organization,
                credential_reference=f"env:{ENV}{organization.slug.upper().replace('-', '_')}_K",
                credential_origin="http://127.0.0.1:9",
            )
            run = RunFactory(experiment__organization=organization)
            call(run, arm=RunArmFactory(run=run), at=timezone.now())

    counts = []
    for _ in range(2):
        ten_more()
        with CaptureQueriesContext(connection) as asked:
            states = governance_of(list(Organization.objects.all()), month=MONTH)
            queued_for(list(AllowlistEntry.objects.all()))
        counts.append(len(asked))
    assert len(states) == 20
    assert counts[0] == counts[1]
