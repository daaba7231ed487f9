"""Labels of people over the API: as JSON or CSV, all or none, each once per source."""

import pytest

from evaluation.models import HumanLabel
from evaluation.tests.factories import HumanLabelFactory
from experiments.tests.factories import AttemptFactory, RunArmFactory
from organizations.roles import Role, Scope
from organizations.tests.http import API, JSON, bearer_of, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempts():
    arm = RunArmFactory()
    return [AttemptFactory(arm=arm, succeeded=True, repeat=n) for n in range(1, 4)]


@pytest.fixture
def owner(attempts):
    return attempts[0].run.experiment.organization


@pytest.fixture
def editor(owner):
    return client_of(owner, Role.EDITOR)


def path(attempts):
    return f"{API}/runs/{attempts[0].run_id}/labels/"


def post(client, attempts, labels, **more):
    return client.post(path(attempts), {"labels": labels, **more}, content_type=JSON)


def said(attempt, **changes):
    return {"attempt": str(attempt.pk), "accept": True, **changes}


def stored():
    return sorted(HumanLabel.objects.values_list("quality", "accept", "source"), key=str)


def test_labels_come_in_as_json_and_are_listed(editor, attempts):
    labels = [said(attempts[0], quality=0.5), {"attempt": str(attempts[1].pk), "quality": 1}]
    assert post(editor, attempts, labels, source="panel").json() == {"stored": 2}
    shown = editor.get(path(attempts)).json()["results"]
    assert {(row["quality"], row["accept"], row["source"]) for row in shown} == {
        (0.5, True, "panel"), (1.0, None, "panel")
    }  # fmt: skip


def test_the_same_again_changes_nothing_and_otherwise_is_a_conflict(editor, attempts):
    first = [said(attempts[0])]
    assert post(editor, attempts, first).json() == {"stored": 1}
    again = post(editor, attempts, [*first, said(attempts[1])])
    assert again.json() == {"stored": 1}
    other = post(editor, attempts, [said(attempts[2]), said(attempts[0], accept=False)])
    assert (other.status_code, other.json()["code"]) == (409, "label_posted")
    assert HumanLabel.objects.count() == 2
    assert post(editor, attempts, [said(attempts[0], accept=False)], source="b").json() == {
        "stored": 1
    }


def test_a_table_is_read_too(editor, attempts):
    rows = ["attempt,quality,accept", f"{attempts[0].pk},0.25,no", f"{attempts[1].pk},,YES"]
    response = editor.post(
        f"{path(attempts)}?source=sheet", "\r\n".join(rows).encode(), content_type="Text/CSV"
    )
    assert response.json() == {"stored": 2}
    assert stored() == [(0.25, False, "sheet"), (None, True, "sheet")]


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (["attempt,quality,accept", "nonsense,1,"], "line 2"),
        (["attempt,quality,accept", "@,2,"], "line 2"),
        (["attempt,quality,accept", "@,,"], "line 2"),
        (["attempt,quality,accept", "@,nan,"], "line 2"),
        (["attempt,quality,accept", "@,,perhaps"], "line 2"),
        (["attempt,quality,accept", "@,1,yes,more"], "line 2"),
        (["attempt,quality,accept", "@,1,", '"@'], "after line 2"),
        (["attempt,score", "@,1"], "line 1"),
        (["quality", "1"], "line 1"),
        (["attempt,quality,accept"], "line 2"),
        (["", "1"], "line 1"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_stored(editor, attempts, rows, line):
    text = "\n".join(rows).replace("@", str(attempts[0].pk))
    response = editor.post(path(attempts), text.encode(), content_type="text/csv")
    assert response.status_code == 422
    assert line in response.json()["detail"]
    assert not HumanLabel.objects.exists()


def test_an_empty_table_lacks_its_head(editor, attempts):
    response = editor.generic("POST", path(attempts), CONTENT_TYPE="text/csv")
    assert response.status_code == 422
    assert "line 1: the columns attempt, quality, accept" in response.json()["detail"]


@pytest.mark.parametrize(
    "labels",
    [
        [],
        [{"accept": True}],
        [{"attempt": "@"}],
        [{"attempt": "@", "quality": 1.5}],
        [{"attempt": "@", "quality": "1"}],
        [{"attempt": "@", "accept": "yes"}],
        [{"attempt": "@", "accept": True, "arm": "a"}],
        [{"attempt": "@", "accept": True}, {"attempt": "@", "accept": True}],
    ],
)
def test_bad_json_is_refused_whole(editor, attempts, labels):
    filled = [each | ({"attempt": str(attempts[0].pk)} if "attempt" in each else {})
              for each in labels]  # fmt: skip
    assert post(editor, attempts, filled).status_code in (400, 422)
    assert not HumanLabel.objects.exists()


def test_attempts_of_other_runs_and_failed_ones_are_no_attempts_of_this_run(editor, attempts):
    failed = AttemptFactory(arm=attempts[0].arm, repeat=9)
    told = {
        post(editor, attempts, [said(each)]).json()["detail"]
        for each in (AttemptFactory(succeeded=True), failed)
    }
    assert len(told) == 1


def test_it_takes_an_editor_and_others_hear_nothing(owner, attempts):
    labels = [said(attempts[0])]
    assert post(client_of(owner, Role.VIEWER), attempts, labels).status_code == 403
    assert (
        post(bearer_of(owner, Role.EDITOR, scope=Scope.READ), attempts, labels).status_code == 403
    )
    assert post(bearer_of(owner, Role.EDITOR, scope=Scope.RUN), attempts, labels).status_code == 200
    stranger = client_of(HumanLabelFactory().attempt.run.experiment.organization, Role.ADMIN)
    assert stranger.get(path(attempts)).status_code == 404
    assert post(stranger, attempts, labels).status_code == 404
