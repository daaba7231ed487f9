"""A judge whose credential is in a store that does not answer for a while."""

from datetime import timedelta

import pytest
from django.db.models import F

from evaluation.judging import REPAIR
from evaluation.models import Evaluation
from evaluation.tests.runs import JUDGE, PATCH, judge, judged_run, verdict_text
from experiments.states import WorkState
from experiments.tests.draining import drained, quicken, worked
from experiments.tests.processes import completion, provider
from experiments.tests.runs import allowed_organization
from experiments.work.put_off import AGAIN_SECONDS
from providers.actions import save_connection
from providers.codes import ErrorCode
from providers.credentials.references import STORES
from providers.spec import ConnectionSpec
from providers.tests.stores import store_server, vault_secret

pytest.importorskip("hvac")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def vault(settings, monkeypatch):
    quicken(settings)
    STORES["vault"].kept.clear()
    with store_server(lambda request: vault_secret(value="canary-0123456789")) as server:
        monkeypatch.setenv("BAKEOFF_VAULT_ADDR", server.url)
        yield server
    STORES["vault"].kept.clear()


def judged_through_vault(url):
    save_connection(
        allowed_organization(url),
        ConnectionSpec(
            name="judges",
            provider="openai_compatible",
            settings={"base_url": url},
            credential_reference="vault:bakeoff/acme/judge",
        ),
    )
    return judged_run(url, judged_by=judge(connection="judges"))


def answer(body):
    return 200, completion(verdict_text() if body["model"] == JUDGE else PATCH), {}


def test_a_judgement_waits_for_the_store_with_the_repair_that_it_is_due(vault):
    with provider(answer) as fake:
        run = judged_through_vault(fake.base_url)
        drained(run, "attempts")
        drained(run, "validation")
        rows = Evaluation.objects.filter(run=run)
        rows.update(error_code=ErrorCode.VERDICT_INVALID)
        vault.answer = lambda request: (503, {"errors": []})
        STORES["vault"].kept.clear()
        drained(run, "evaluation")
        assert [row.state for row in rows.all()] == [WorkState.PENDING]
        assert not [body for body in fake.bodies if body["model"] == JUDGE]
        vault.answer = lambda request: vault_secret(value="canary-0123456789")
        STORES["vault"].kept.clear()
        rows.update(available_at=F("available_at") - timedelta(seconds=AGAIN_SECONDS))
        worked(run)
    [asked] = [body["messages"] for body in fake.bodies if body["model"] == JUDGE]
    assert asked[-1]["content"] == REPAIR
    row = rows.get()
    assert (row.state, row.provider_calls, row.waits_until) == (WorkState.SUCCEEDED, 1, None)
