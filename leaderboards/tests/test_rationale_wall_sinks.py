"""What a judge says while it judges goes to one table, and to no other place that is written to."""

import logging
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse

from evaluation.models import Evaluation
from evaluation.profiles import save_profile
from evaluation.tests.runs import judge, judging, patch_tasks, said, stopped, verdict_text
from experiments.actions import start_run
from experiments.tests.draining import quicken, worked
from experiments.tests.processes import provider
from experiments.tests.runs import allowed_organization, saved_experiment
from experiments.tests.traced import traced
from leaderboards.presenters.styles import STYLES
from leaderboards.table_files import FORMS
from organizations.roles import Role
from organizations.tests.crawl import addresses, body_of, public_routes
from organizations.tests.http import API, JSON, client_of
from organizations.tests.staff import signed_in, staff_of

pytestmark = pytest.mark.django_db(transaction=True)
Rationale = apps.get_model("evaluation_internal", "Rationale")
CANARY = "canary-words-of-the-judge"
TOKEN = "t" * 32
# Each says the canary, and each ends otherwise.
SAID = {
    "succeeded": said(verdict_text(rationale=CANARY)),
    "verdict_invalid": said(f"{CANARY} {verdict_text()}"),
    "verdict_out_of_range": said(verdict_text(quality=7, rationale=CANARY)),
    "content_filtered": stopped("refusal", CANARY),
    "invalid_request": (400, {"error": {"message": CANARY, "type": CANARY, "code": CANARY}}, {}),
    "auth_or_else": (418, {"error": CANARY}, {"x-request-id": CANARY, "retry-after": CANARY}),
    "invalid_response": (200, CANARY.encode(), {}),
}
METHODS = ("get", "options", "post")  # the other test of the wall asks by all
QUESTION = f"?ordering=rationale__text&text__startswith={CANARY[:6]}&fields=text&q={CANARY[:6]}"


class Whole(logging.Formatter):
    """All that a record holds, whatever a line of the log would show of it."""

    def format(self, record):
        return f"{super().format(record)} {record.__dict__}"


@pytest.fixture
def sinks(settings):
    """A run that was judged with all of that, and what was logged and traced meanwhile."""
    quicken(settings)
    settings.LEASE_SECONDS = 20.0
    settings.METRICS_TOKEN, settings.API_REQUESTS_PER_MINUTE = TOKEN, 1_000_000
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Whole())
    root = logging.getLogger()
    root.addHandler(handler)
    level = root.level
    root.setLevel(logging.INFO)
    try:
        with traced() as spans, provider(judging(*([each] for each in SAID.values()))) as fake:
            owner = allowed_organization(fake.base_url)
            save_profile(owner, judge(), actor=None)
            tasks = patch_tasks(len(SAID))
            run = start_run(saved_experiment(owner, tasks=tasks, evaluator="strict"), actor=None)
            worked(run)
            yield run, stream, spans
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def everything_stored():
    """Of every table but the one."""
    for model in apps.get_models():
        if model is not Rationale:
            yield model._meta.label, str(list(model._base_manager.values()))


def places(run):
    attempt = run.arms.first().attempts.first().pk
    return {
        "run_id": [run.pk],
        "experiment_id": [run.experiment_id],
        "attempt_id": [attempt],
        "slug": [run.experiment.organization.slug],
        "profile_id": [run.judged_by.profile_id],
        "provider": ["openai_compatible"],
        "connection_id": [run.judged_by.profile.connection_id],
        "task_set_id": [run.task_set_id],
        "board": [*STYLES, "unknown"],
        "ending": FORMS,
        "replay_id": [run.pk],  # there is none
        "others": [run.pk],
    }


def test_the_judges_words_are_in_no_table_log_trace_metric_or_answer_but_their_own(sinks):
    run, stream, spans = sinks
    found = dict(
        Evaluation.objects.values_list("error_code").order_by().values_list("error_code", "state")
    )
    assert set(SAID) - {"succeeded", "auth_or_else"} <= set(found)
    assert CANARY in Rationale.objects.exclude(text="").get().text
    assert CANARY in Rationale.objects.filter(text="").first().answer  # of what was no verdict
    leaks = [label for label, text in everything_stored() if CANARY in text]
    assert leaks == []

    owner = run.experiment.organization
    client = client_of(owner, Role.ADMIN)
    client.raise_request_exception = False
    metrics = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert metrics.status_code == 200
    assert CANARY not in body_of(metrics)
    assert CANARY not in str([(s.name, dict(s.attributes), s.events, s.status) for s in spans()])

    asked = set()
    for route in public_routes():
        if route.startswith((f"{API}/schema", f"{API}/docs", "/sign", "/security")):
            continue
        for address in addresses(route, places(run)):
            for method in METHODS:
                question = "" if method == "post" else QUESTION
                body = {"content_type": JSON} if method == "post" else {}
                response = getattr(client, method)(address + question, **body)
                assert CANARY not in body_of(response), (method, address)
                asked.add(response.status_code)
    assert {200, 404, 405} <= asked
    assert CANARY not in stream.getvalue()
    assert stream.getvalue().count("\n") > 50


def test_staff_without_the_permission_find_no_word_in_the_admin(sinks):
    run, stream, _ = sinks
    client = signed_in(staff_of(run.experiment.organization))
    profile, [row] = run.judged_by.profile, Evaluation.objects.filter(state="succeeded")
    pages = [
        reverse("admin:evaluation_evaluation_changelist"),
        reverse("admin:evaluation_evaluation_change", args=[row.pk]),
        reverse("admin:evaluation_evaluation_history", args=[row.pk]),
        reverse("admin:evaluation_evaluatorprofile_change", args=[profile.pk]),
        reverse("admin:evaluation_evaluatorprofile_compare", args=[profile.pk]),
        reverse("admin:evaluation_evaluatorprofile_version", args=[profile.pk]),
        reverse("admin:evaluation_internal_rationale_changelist"),
        reverse("admin:evaluation_internal_rationale_change", args=[row.pk]),
    ]
    answers = [client.get(page) for page in pages]
    assert [answer.status_code for answer in answers] == [200] * 6 + [403] * 2
    for answer in answers:
        assert CANARY not in body_of(answer)
    out = StringIO()
    call_command("check", stdout=out)
    assert CANARY not in out.getvalue() + stream.getvalue()
    # And a word that is told would be found.
    logging.getLogger("evaluation").info("The judge said %s", CANARY)
    assert CANARY in stream.getvalue()
    row = Evaluation.objects.filter(state="failed").first()
    row.error_detail = CANARY
    row.save()
    told = [label for label, text in everything_stored() if CANARY in text]
    assert told == ["evaluation.Evaluation"]
