"""The judge's own words never reach a public surface, by any address, method or question."""

import pytest
from django.apps import apps
from django.urls import resolve

from evaluation.models import Evaluation
from evaluation.tests.factories import EvaluationFactory
from experiments.models import Attempt
from experiments.tests.factories import ArtifactFactory, AttemptFactory, ValidationFactory
from leaderboards.aggregation import publish
from leaderboards.presenters.styles import STYLES
from leaderboards.table_files import FORMS
from leaderboards.tests.replayed import judge_all, sealed, started_replay
from organizations.roles import Role
from organizations.tests.crawl import NOBODYS, addresses, body_of, public_routes
from organizations.tests.http import API, JSON, client_of
from organizations.tests.listening import asked_what_is_read

pytestmark = pytest.mark.django_db
# By name: nothing in this app may import it, and the contracts hold for tests too.
Rationale = apps.get_model("evaluation_internal", "Rationale")
CANARY = "canary-words-of-the-judge"
QUERIES = [
    "",
    "format=json",
    "format=csv",
    "format=jsonl",
    "format=rationale",
    "a=one&b=two&board=evaluator",
    "state=succeeded&arm=rationale",
    "ordering=-evaluations__rationale__text&sort=rationale&order=-text",
    "fields=rationale,text,answer&expand=rationale&include=rationale",
    f"rationale={CANARY[:6]}&text__startswith={CANARY[:6]}&search={CANARY[:6]}",
    "cursor=rationale&page_size=rationale&page=rationale",
]
# Where nothing is, or nothing by this method: what else is asked there is read by nobody.
NOWHERE = (404, 405)


@pytest.fixture(autouse=True)
def asked_everything(settings):
    settings.API_REQUESTS_PER_MINUTE = 1_000_000  # and not turned away for it
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"  # none is looked up


@pytest.fixture(scope="module")
def judged(kept_rows):
    """A published run of two arms, each judged, one of them with a judgement that failed."""
    first = EvaluationFactory(attempt__arm__key="one", attempt__arm__run__finished=True)
    run = first.run
    second = EvaluationFactory(
        attempt__arm__key="two",
        attempt__arm__run=run,
        attempt__task=first.attempt.task,
        profile=first.profile,
    )
    failed = EvaluationFactory(
        attempt=AttemptFactory(arm=first.attempt.arm, succeeded=True, repeat=2),
        profile=first.profile,
        state="failed",
        error_code="verdict_invalid",
        error_detail="The verdict is not one JSON object.",
        quality=None,
        risk=None,
        confidence=None,
    )
    for evaluation in (first, second, failed):
        ArtifactFactory(attempt=evaluation.attempt)
        ValidationFactory(attempt=evaluation.attempt)
        Rationale.objects.create(
            evaluation_id=evaluation.pk, text=f"{CANARY}.", answer=f'{{"rationale": "{CANARY}"}}'
        )
    publish(run)
    replay = started_replay(run)
    judge_all(replay, says=lambda attempt: {"quality": 0.25})
    for evaluation in Evaluation.objects.filter(run=replay.work):
        Rationale.objects.create(evaluation_id=evaluation.pk, text=CANARY, answer=CANARY)
    sealed(replay)
    return first


def values_of(evaluation):
    run = evaluation.run
    return {
        "run_id": [run.pk],
        "experiment_id": [run.experiment_id],
        "attempt_id": run_attempts(run),
        "slug": [run.experiment.organization.slug],
        "provider": [evaluation.attempt.arm.provider],
        "board": [*STYLES, "rationale"],
        "ending": FORMS,
        "connection_id": [evaluation.attempt.arm.connection_id],
        "task_set_id": [run.task_set_id],
        "profile_id": [evaluation.profile_id],
        "replay_id": [replay.pk for replay in run.replays.all()],
        "others": [evaluation.pk, evaluation.profile_id, run.task_set_id],
    }


def run_attempts(run):
    return [attempt.pk for arm in run.arms.all() for attempt in arm.attempts.all()]


@pytest.mark.parametrize(
    ("role", "queries"), [(Role.VIEWER, [""]), (Role.EDITOR, [""]), (Role.ADMIN, QUERIES)]
)
def test_no_public_address_answers_with_a_rationale(judged, role, queries):
    client = client_of(judged.run.experiment.organization, role)
    client.raise_request_exception = False
    answered = set()
    for route in public_routes():
        # The schema takes its time, and says the same to everybody and to every question.
        if route == f"{API}/schema/" and role is not Role.ADMIN:
            continue
        for address in addresses(route, values_of(judged)):
            asked = queries if route != f"{API}/schema/" else [""]
            for response in asked_what_is_read(client, address, asked):
                assert CANARY not in body_of(response), response.wsgi_request.get_full_path()
                assert response.status_code < 500, response.wsgi_request.get_full_path()
                if response.status_code == 200:
                    answered.add(resolve(address).route)
            if role is Role.ADMIN:
                assert CANARY not in body_of(client.options(address)), address
    # The crawl got somewhere: attempts, summary, pairs and export at least, and the pages.
    assert {r for r in answered if "attempts" in r and r.startswith("api")}
    assert {r for r in answered if r.endswith("summary/")}
    assert len([r for r in answered if "replay_id" in r]) == 2
    assert {r for r in answered if "board" in r}
    assert len(answered) >= 12
    if role is Role.ADMIN:
        assert {r for r in answered if r.endswith("export/")}
        assert len([r for r in answered if "pairwise" in r]) == 2
        assert len(answered) >= 15


def test_no_error_of_the_api_answers_with_a_rationale(judged):
    client = client_of(judged.run.experiment.organization, Role.ADMIN)
    bodies = ["", "{", '{"rationale": true}', f'["{CANARY[:6]}"]']
    for route in [*public_routes(API), NOBODYS]:
        for address in addresses(route, values_of(judged)):
            for method in (client.post, client.put, client.patch, client.delete):
                for body in bodies:
                    response = method(address, body, content_type=JSON)
                    assert CANARY not in body_of(response), address
                    assert response.status_code < 500, address
                    if response.status_code in NOWHERE:
                        break


def test_the_crawl_would_find_a_rationale_that_is_told(judged):
    Attempt.objects.filter(pk=judged.attempt_id).update(error_detail=CANARY)
    client = client_of(judged.run.experiment.organization)
    assert CANARY in body_of(client.get(f"{API}/runs/{judged.run_id}/export/"))


def test_no_model_is_related_to_the_rationale():
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields(include_hidden=True):
            assert field.related_model is not Rationale, (model, field)
    assert not [field for field in Rationale._meta.get_fields(include_hidden=True)
                if field.is_relation]  # fmt: skip


def test_scores_have_no_room_for_free_text():
    texts = {
        field.name
        for field in Evaluation._meta.get_fields()
        if field.get_internal_type() in ("TextField", "JSONField")
    }
    assert texts == {"error_detail"}
