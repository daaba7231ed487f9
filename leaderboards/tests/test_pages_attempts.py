"""The list of attempts and the page of one."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.urls import reverse

from evaluation.tests.factories import EvaluationFactory
from experiments.artifacts.contract import ArtifactFormat
from experiments.tests.factories import (
    ArtifactFactory,
    AttemptFactory,
    RunArmFactory,
    RunFactory,
    TaskFactory,
    ValidationFactory,
)
from leaderboards.presenters.exchange import MAX_TEXT
from leaderboards.resources import attempt_resources
from leaderboards.tests.published import BROKEN, organization_of, published_run
from organizations.tests.http import assert_queries_do_not_grow, client_of
from organizations.tests.markup import assert_strict, text_of
from providers.redaction import remember

pytestmark = pytest.mark.django_db


def ask(attempt):
    return client_of(organization_of(attempt.run)).get(reverse("attempt", args=[attempt.pk]))


def list_of(run, **query):
    return client_of(organization_of(run)).get(reverse("attempts", args=[run.pk]), query)


def keys(response):
    return {(row.arm, row.task) for row in response.context["rows"]}


def test_attempts_are_filtered_by_arm_task_state_and_error():
    run = published_run(tasks=2)
    failed = AttemptFactory(
        arm=run.arms.get(key="slow"), task__task_set=run.task_set, task__key="t99", failed=True
    )
    assert len(keys(list_of(run))) == 5
    assert keys(list_of(run, arm="able")) == {("able", "t00"), ("able", "t01")}
    assert keys(list_of(run, task="t00")) == {("able", "t00"), ("slow", "t00")}
    assert keys(list_of(run, state="failed")) == {("slow", failed.task.key)}
    assert keys(list_of(run, error_code="timeout", arm="slow")) == {("slow", "t99")}
    assert keys(list_of(run, error_code="timeout", arm="able")) == set()


@pytest.mark.parametrize(
    "query", [{"arm": "x"}, {"task": "x"}, {"state": "x"}, {"error_code": "x"}, {"state": "a'--"}]
)
def test_a_filter_that_cannot_be_is_told_and_finds_nothing(query):
    response = list_of(published_run(), **query)
    assert response.status_code == 200
    assert_strict(response)
    assert response.context["form"].errors
    assert keys(response) == set()


def test_long_lists_are_paged_and_keep_their_filter(monkeypatch):
    monkeypatch.setattr("leaderboards.attempt_pages.ATTEMPTS_SHOWN", 2)
    run = published_run(tasks=3)
    response = list_of(run, arm="able")
    assert len(response.context["rows"]) == 2
    assert 'href="?arm=able&amp;page=2"' in response.content.decode()
    assert len(list_of(run, arm="able", page=2).context["rows"]) == 1
    assert len(list_of(run, arm="able", page="nonsense").context["rows"]) == 2


def test_the_list_takes_as_many_queries_for_ten_attempts_as_for_twenty():
    run = RunFactory(finished=True)
    arm = RunArmFactory(run=run)
    client = client_of(organization_of(run))
    assert_queries_do_not_grow(
        lambda: client.get(reverse("attempts", args=[run.pk])),
        ten_more=lambda: [
            ValidationFactory(attempt=AttemptFactory(arm=arm, succeeded=True)) for _ in range(10)
        ],
    )


def test_an_attempt_shows_patch_checks_scores_and_answer():
    attempt = AttemptFactory(succeeded=True, output_text="Take this.")
    ArtifactFactory(attempt=attempt)
    ValidationFactory(attempt=attempt)
    EvaluationFactory(attempt=attempt, quality=0.875)
    response = ask(attempt)
    seen = text_of(response)
    assert_strict(response)
    for expected in ("x.py", "Passed applies", "0.875", "Take this."):
        assert expected in seen
    assert 'id="file-1"' in response.content.decode()


def test_an_attempt_that_waits_shows_a_dash_for_all_that_is_unknown():
    response = ask(AttemptFactory())
    assert_strict(response)
    unknown = [moment.name for moment in response.context["attempt"].timeline if not moment.at]
    assert unknown == ["Started", "Responded", "Validated", "Evaluated"]
    assert "$0" not in text_of(response)
    assert "No answer arrived" in text_of(response)


def test_a_failed_attempt_shows_its_code_and_its_public_detail():
    seen = text_of(ask(AttemptFactory(failed=True)))
    assert "timeout" in seen
    assert "The provider did not answer in time." in seen


def test_a_validation_that_failed_by_itself_shows_as_an_error_with_its_reason():
    attempt = AttemptFactory(succeeded=True, task__validation=[{"kind": "applies"}])
    ValidationFactory(attempt=attempt, **BROKEN)
    response = ask(attempt)
    assert_strict(response)
    assert response.context["attempt"].row.validation == "Error"
    assert "deadline passed" in text_of(response)
    [row] = list_of(attempt.run).context["rows"]
    assert row.validation == "Error"


def test_the_page_and_the_api_count_the_same_validation():
    attempt = AttemptFactory(succeeded=True)
    ValidationFactory(attempt=attempt, status="not_run", score=None)
    ValidationFactory(attempt=attempt, source="ci", status="failed", score=0.0)
    assert ask(attempt).context["attempt"].row.validation == "Failed"
    assert next(attempt_resources([attempt]))["validation"]["status"] == "failed"
    [row] = list_of(attempt.run).context["rows"]
    assert row.validation == "Failed"


def test_an_empty_answer_differs_from_none():
    assert "The answer is empty" in text_of(ask(AttemptFactory(succeeded=True, output_text="")))


def test_an_answer_without_a_patch_says_so():
    artifact = ArtifactFactory(
        format=ArtifactFormat.NONE.value, diff="", diff_sha256="", files=[], applies=None
    )
    seen = text_of(ask(artifact.attempt))
    assert "Nothing was proposed" in seen
    assert "No patch" in seen


def test_a_judgement_that_failed_shows_its_code_and_no_number():
    evaluation = EvaluationFactory(
        state="failed", error_code="verdict_invalid", quality=None, risk=None, confidence=None
    )
    response = ask(evaluation.attempt)
    assert "verdict_invalid" in text_of(response)
    assert response.context["attempt"].score.quality is None


def test_a_long_answer_is_cut_and_the_rest_is_counted():
    attempt = AttemptFactory(succeeded=True, output_text="x" * (MAX_TEXT + 7))
    assert "7 more characters" in text_of(ask(attempt))


def test_attempts_of_an_arm_lead_to_each_other_in_order():
    run = RunFactory(finished=True)
    arm = RunArmFactory(run=run)
    tasks = [TaskFactory(task_set=run.task_set, key=key) for key in ("b", "a")]
    later, first = (AttemptFactory(arm=arm, task=task) for task in tasks)
    second = AttemptFactory(arm=arm, task=tasks[1], repeat=2)
    AttemptFactory(arm=RunArmFactory(run=run), task=tasks[1])
    response = ask(second)
    assert (response.context["before"], response.context["after"]) == (first.pk, later.pk)
    assert ask(first).context["before"] is None
    assert ask(later).context["after"] is None


@pytest.mark.parametrize(
    ("fields", "status", "word", "tone"),
    [
        ({"succeeded": True}, "passed", "Passed", "good"),
        ({"succeeded": True}, "failed", "Did not pass", "bad"),
        ({"succeeded": True}, "error", "Undecided", "warn"),
        ({"succeeded": True}, "not_run", "Not checked", "open"),
        ({"succeeded": True}, None, "Answered", "open"),
        ({"failed": True}, None, "No answer", "bad"),
        ({}, None, "Waiting", "open"),
        ({"state": "cancelled"}, None, "Cancelled", "open"),
    ],
)
def test_the_page_begins_with_what_became_of_the_attempt(fields, status, word, tone):
    attempt = AttemptFactory(**fields)
    if status:
        ValidationFactory(attempt=attempt, status=status, score=None)
    response = ask(attempt)
    verdict = response.context["verdict"]
    assert (verdict.word, verdict.tone) == (word, tone)
    assert f"{verdict.word} {verdict.sentence}" in text_of(response)


def test_what_the_other_arms_made_of_the_task_is_one_step_away():
    run = published_run(tasks=2)
    attempt = run.arms.get(key="slow").attempts.get(task__key="t00")
    response = ask(attempt)
    siblings = [(row.arm, row.task, row.validation) for row in response.context["siblings"]]
    assert siblings == [("able", "t00", "Passed"), ("slow", "t00", "Failed")]


def test_the_patch_is_shown_side_by_side_where_the_address_says_so():
    attempt = ArtifactFactory().attempt
    address = reverse("attempt", args=[attempt.pk])
    client = client_of(organization_of(attempt.run))
    unified, split, other = (client.get(address, {"view": v}) for v in ("", "split", "x"))
    assert 'class="diff split"' in split.content.decode()
    assert all('class="diff split"' not in each.content.decode() for each in (unified, other))
    assert_strict(split)
    assert "removed: a" in text_of(split)
    assert "added: b" in text_of(split)


def test_neighbours_keep_the_way_in_which_patches_are_shown():
    arm = RunArmFactory(run=RunFactory(finished=True))
    first, second = AttemptFactory.create_batch(2, arm=arm)
    client = client_of(organization_of(arm.run))
    page = client.get(reverse("attempt", args=[first.pk]), {"view": "split"}).content.decode()
    assert f'href="{reverse("attempt", args=[second.pk])}?view=split"' in page


def test_the_patch_is_a_file_with_a_harmless_name():
    artifact = ArtifactFactory(attempt__task__key='../"x";\n<y>', attempt__arm__key="able")
    client = client_of(organization_of(artifact.attempt.run))
    response = client.get(reverse("attempt-patch", args=[artifact.attempt.pk]))
    assert response.content.decode() == artifact.diff
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="..-x-y--able-1.patch"'


def test_an_attempt_without_a_patch_has_no_such_file():
    attempt = AttemptFactory(succeeded=True)
    client = client_of(organization_of(attempt.run))
    assert client.get(reverse("attempt-patch", args=[attempt.pk])).status_code == 404


def test_the_request_is_shown_as_it_was_sent_and_without_a_credential():
    attempt = AttemptFactory(
        arm__parameters={"temperature": 0.5},
        arm__connection_settings={"base_url": "https://models.example/v1"},
        run__config={"evaluator": None, "prompt_template": "Now: {{ prompt }}"},
        task__prompt="Mend it.",
    )
    remember("a-secret-of-nobody")
    attempt.task.prompt = "Mend it. a-secret-of-nobody"
    attempt.task.save()
    seen = text_of(ask(attempt))
    assert "temperature 0.5" in seen
    assert "https://models.example/v1" in seen
    assert "a-secret-of-nobody" not in seen
    assert "Mend it. [redacted]" in seen


def test_stages_are_drawn_with_their_times_in_words():
    attempt = AttemptFactory(succeeded=True)
    ended = attempt.started_at + timedelta(seconds=2)
    ValidationFactory(attempt=attempt, started_at=attempt.started_at, finished_at=ended)
    response = ask(attempt)
    assert "Validation from 0.0 ms on for 2.00 s" in text_of(response)


def test_digests_of_patch_and_answer_are_told():
    artifact = ArtifactFactory(attempt__output_text="An answer.")
    seen = text_of(ask(artifact.attempt))
    assert artifact.diff_sha256 in seen
    assert sha256(b"An answer.").hexdigest() in seen


def test_the_page_takes_as_many_queries_for_ten_arms_as_for_twenty():
    run = RunFactory(finished=True)
    attempt = AttemptFactory(arm=RunArmFactory(run=run), succeeded=True)
    client = client_of(organization_of(run))

    def ten_more():
        for _ in range(10):
            other = AttemptFactory(arm=RunArmFactory(run=run), task=attempt.task, succeeded=True)
            ValidationFactory(attempt=other)
            ValidationFactory(attempt=attempt, source=f"ci-{other.pk}")

    assert_queries_do_not_grow(
        lambda: client.get(reverse("attempt", args=[attempt.pk])), ten_more=ten_more
    )
