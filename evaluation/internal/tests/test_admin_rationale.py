"""Who may read a rationale, and what is recorded of it."""

import pytest
from django.contrib.admin.models import LogEntry

from evaluation.internal.models import Rationale
from evaluation.tests.factories import EvaluationFactory
from organizations.tests.factories import OrganizationFactory
from organizations.tests.staff import signed_in, staff_of, superuser

pytestmark = pytest.mark.django_db
LIST = "/admin/evaluation_internal/rationale/"
CANARY = "canary-words-of-the-judge"


@pytest.fixture
def evaluation():
    evaluation = EvaluationFactory()
    Rationale.objects.create(evaluation_id=evaluation.pk, text=CANARY, answer=f"{{{CANARY}}}")
    return evaluation


def organization_of(evaluation):
    return evaluation.run.experiment.organization


def page(evaluation, name="change"):
    return f"{LIST}{evaluation.pk}/{name}/"


def reader_of(organization):
    return staff_of(organization, permissions="view_rationale")


def test_a_reader_sees_the_text_and_the_look_is_recorded(evaluation):
    reader = reader_of(organization_of(evaluation))
    response = signed_in(reader).get(page(evaluation))
    assert CANARY in response.content.decode()
    record = LogEntry.objects.get()
    assert (record.user, record.object_id) == (reader, str(evaluation.pk))
    assert record.get_change_message() == "Read the rationale."
    assert CANARY not in record.object_repr


def test_each_look_is_a_record_of_its_own_also_a_superusers(evaluation):
    client = signed_in(superuser())
    for _ in range(2):
        assert client.get(page(evaluation)).status_code == 200
    assert LogEntry.objects.count() == 2


def test_the_list_never_shows_the_text(evaluation):
    for user in (superuser(), reader_of(organization_of(evaluation))):
        response = signed_in(user).get(LIST)
        assert str(evaluation.pk) in response.content.decode()
        assert CANARY not in response.content.decode()
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("lookup", ["text__startswith", "text__contains", "answer__gt", "q"])
def test_the_list_does_not_answer_questions_about_the_text(evaluation, lookup):
    client = signed_in(superuser())
    answers = {client.get(LIST, {lookup: word}).status_code for word in (CANARY, "other")}
    found = [str(evaluation.pk) in client.get(LIST, {lookup: w}, follow=True).content.decode()
             for w in (CANARY, "other")]  # fmt: skip
    assert len(answers) == 1
    assert found[0] == found[1]


def test_the_history_tells_who_looked_but_not_the_text(evaluation):
    client = signed_in(superuser())
    client.get(page(evaluation))
    html = client.get(page(evaluation, "history")).content.decode()
    assert "Read the rationale." in html
    assert CANARY not in html


def test_staff_of_another_organisation_find_nothing(evaluation):
    client = signed_in(reader_of(OrganizationFactory()))
    for name in ("change", "history"):
        response = client.get(page(evaluation, name), follow=True)
        assert CANARY not in response.content.decode()
    assert str(evaluation.pk) not in client.get(LIST).content.decode()
    assert not LogEntry.objects.exists()


def test_the_permission_is_needed(evaluation):
    client = signed_in(staff_of(organization_of(evaluation)))
    assert client.get(LIST).status_code == 403
    assert client.get(page(evaluation)).status_code == 403
    assert not LogEntry.objects.exists()


def test_the_permission_without_staff_rights_is_not_enough(evaluation):
    reader = reader_of(organization_of(evaluation))
    reader.is_staff = False
    reader.save()
    assert signed_in(reader).get(page(evaluation)).status_code == 302
