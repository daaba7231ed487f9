"""A key that a client chose stands for one run, whatever happens to the answer."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from experiments.idempotency import (
    MAX_KEY,
    Answer,
    KeyInFlight,
    KeyReused,
    once,
    once_awaited,
    valid_key,
)
from experiments.models import IdempotentRequest, Run
from experiments.tests.factories import ArmFactory, TaskFactory
from organizations.errors import Invalid
from organizations.roles import Role
from organizations.tests.factories import OrganizationFactory
from organizations.tests.http import API, JSON, client_of
from providers.models import AllowlistEntry
from providers.tests.factories import AllowlistEntryFactory

pytestmark = pytest.mark.django_db
DONE = Answer(status=202, location="/there/", body={"n": 1})


@pytest.fixture
def experiment():
    arm = ArmFactory()
    AllowlistEntryFactory(organization=arm.experiment.organization, provider=arm.provider)
    TaskFactory(task_set=arm.experiment.task_set)
    return arm.experiment


@pytest.fixture
def editor(experiment):
    return client_of(experiment.organization, Role.EDITOR)


def start(client, experiment, *, key="k-1", data=""):
    return client.post(
        f"{API}/experiments/{experiment.pk}/runs/",
        data=data,
        content_type=JSON,
        headers={"Idempotency-Key": key} if key is not None else {},
    )


def keeping(keep):
    keep(DONE)
    return DONE


def test_the_same_key_gets_the_same_answer_and_starts_nothing(editor, experiment):
    first, second = start(editor, experiment), start(editor, experiment)
    assert first.status_code == second.status_code == 202
    assert first.json() == second.json()
    assert first["Location"] == second["Location"]
    assert second["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert Run.objects.count() == 1


def test_another_key_and_no_key_are_other_requests(editor, experiment):
    for key in ("k-1", "k-2", None, None):
        assert start(editor, experiment, key=key).status_code == 202
    assert Run.objects.count() == 4


def test_a_key_stands_for_one_request(editor, experiment):
    start(editor, experiment)
    other = ArmFactory(experiment__organization=experiment.organization).experiment
    for asked, data in ((other, ""), (experiment, '{"seed": 1}')):
        refused = start(editor, asked, data=data)
        assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")
    assert Run.objects.count() == 1


def test_keys_of_other_organisations_are_their_own(editor, experiment):
    start(editor, experiment)
    assert once(OrganizationFactory(), key="k-1", asked="x", act=keeping) == DONE


def test_what_was_refused_may_be_tried_again_under_its_key(editor, experiment):
    AllowlistEntry.objects.update(enabled=False)
    assert start(editor, experiment).status_code == 422
    AllowlistEntry.objects.update(enabled=True)
    assert start(editor, experiment).status_code == 202


def test_a_viewer_is_not_given_the_answer(editor, experiment):
    start(editor, experiment)
    assert start(client_of(experiment.organization), experiment).status_code == 403


@pytest.mark.parametrize("key", ["", " ", "a" * (MAX_KEY + 1), "é", "a\tb"])
def test_a_key_that_is_none_is_refused(editor, experiment, key):
    refused = start(editor, experiment, key=key)
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_invalid")
    assert not Run.objects.exists()


def test_a_second_request_in_between_is_told_to_wait():
    organization = OrganizationFactory()

    def act(keep):
        with pytest.raises(KeyInFlight):
            once(organization, key="k", asked="a", act=keeping)
        with pytest.raises(KeyReused):
            once(organization, key="k", asked="b", act=keeping)
        return keeping(keep)

    assert once(organization, key="k", asked="a", act=act) == DONE


@pytest.mark.django_db(transaction=True)
def test_the_second_press_of_a_button_waits_for_the_answer_of_the_first():
    organization, answers = OrganizationFactory(), []
    asked, waiting = {"key": "k", "asked": "a"}, threading.Event()

    def press_again():
        try:
            with pytest.raises(KeyInFlight):
                once_awaited(organization, **asked, act=keeping, patience_s=0)
            waiting.set()
            answers.append(once_awaited(organization, **asked, act=keeping))
        finally:
            connection.close()

    second = threading.Thread(target=press_again)

    def act(keep):
        second.start()
        assert waiting.wait(timeout=30)
        return keeping(keep)

    first = once_awaited(organization, **asked, act=act)
    second.join(timeout=30)
    assert (first, answers) == (DONE, [replace(DONE, replayed=True)])


def test_a_claim_that_ran_out_is_taken_over_and_the_late_one_undone():
    organization = OrganizationFactory()

    def late(keep):
        IdempotentRequest.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
        assert once(organization, key="k", asked="a", act=keeping) == DONE
        keep(Answer(status=202, location="/elsewhere/", body=None))

    with pytest.raises(KeyInFlight):
        once(organization, key="k", asked="a", act=late)
    assert once(organization, key="k", asked="a", act=keeping).location == "/there/"


def test_an_answer_is_forgotten_after_a_day(editor, experiment):
    start(editor, experiment)
    IdempotentRequest.objects.update(created_at=timezone.now() - timedelta(hours=24, seconds=1))
    assert "Idempotent-Replayed" not in start(editor, experiment)
    assert (Run.objects.count(), IdempotentRequest.objects.count()) == (2, 1)


def test_a_double_click_on_the_page_starts_one_run(editor, experiment):
    page = editor.get(reverse("experiment", args=[experiment.pk]))
    form = {"idempotency_key": page.context["idempotency_key"]}
    assert f'value="{form["idempotency_key"]}"' in page.content.decode()
    answers = [editor.post(reverse("run-start", args=[experiment.pk]), form) for _ in range(2)]
    run = Run.objects.get()
    assert [answer["Location"] for answer in answers] == [reverse("run", args=[run.pk])] * 2
    again = editor.get(reverse("experiment", args=[experiment.pk]))
    assert again.context["idempotency_key"] != form["idempotency_key"]


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_start_one_run(experiment):
    statuses, clients = [], [client_of(experiment.organization, Role.EDITOR) for _ in range(10)]
    together = threading.Barrier(len(clients))

    def press(client):
        together.wait()
        statuses.append(start(client, experiment).status_code)
        connection.close()

    threads = [threading.Thread(target=press, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) <= {202, 409}
    assert 202 in statuses
    assert Run.objects.count() == 1


@given(st.text(max_size=MAX_KEY + 2))
def test_a_key_is_taken_as_it_is_or_refused(text):
    try:
        assert valid_key(text) == text
    except Invalid:
        assert not (len(text.strip()) > 0 and len(text) <= MAX_KEY and text.isalnum()) or not (
            text.isascii()
        )
