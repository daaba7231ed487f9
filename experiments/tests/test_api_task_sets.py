"""Task sets over HTTP: two forms of sending them, one version for the same tasks."""

import json
from uuid import uuid4

import pytest

from experiments.models import TaskSet
from experiments.taskfile import MAX_TASKS_BYTES
from experiments.tests.definitions import faults, post, task_set_of
from organizations.roles import Role
from organizations.tests.factories import OrganizationFactory
from organizations.tests.http import API, client_of

pytestmark = pytest.mark.django_db
TASKS = [
    {
        "key": "add",
        "prompt": "Add.",
        "files": {"x.py": "a = 1\n"},
        "reference_patch": "diff",
        "validation": [{"kind": "applies"}],
        "answer": {"kind": "file", "path": "x.py"},
        "metadata": {"hard": True},
    },
    {"key": "sub", "prompt": "Subtract."},
]


@pytest.fixture
def owner():
    return OrganizationFactory(slug="acme")


@pytest.fixture
def editor(owner):
    return client_of(owner, Role.EDITOR)


def send(client, tasks=TASKS, name="basics"):
    return post(client, "organizations/acme/task-sets/", {"name": name, "tasks": tasks})


def upload(client, text, *, query="?name=basics"):
    return client.post(
        f"{API}/organizations/acme/task-sets/{query}",
        data=text,
        content_type="application/jsonl",
    )


def lines(tasks):
    return "\n".join(json.dumps(task) for task in tasks) + "\n"


def test_tasks_come_back_with_the_fields_of_the_file(editor):
    response = send(editor)
    stored = response.json()
    assert response.status_code == 201
    assert (stored["name"], stored["version"], stored["n_tasks"]) == ("basics", 1, 2)
    assert response["Location"] == stored["links"]["self"]
    assert editor.get(stored["links"]["self"]).json() == stored
    tasks = {task["key"]: task for task in editor.get(stored["links"]["tasks"]).json()["results"]}
    assert tasks["add"] == TASKS[0]
    assert tasks["sub"] == {
        "key": "sub",
        "prompt": "Subtract.",
        "files": {},
        "reference_patch": None,
        "validation": [],
        "answer": {"kind": "patch"},
        "metadata": {},
    }


def test_what_was_read_can_be_sent_again_and_is_the_same_version(editor):
    stored = send(editor).json()
    tasks = editor.get(stored["links"]["tasks"]).json()["results"]
    again = send(editor, tasks[::-1])
    assert (again.status_code, again.json()) == (200, stored)
    assert TaskSet.objects.count() == 1


def test_other_tasks_are_the_next_version(editor):
    send(editor)
    response = send(editor, TASKS[:1])
    assert (response.status_code, response.json()["version"]) == (201, 2)
    assert send(editor, TASKS[:1], name="others").json()["version"] == 1


def test_the_file_itself_can_be_sent(editor):
    first = upload(editor, lines(TASKS))
    assert first.status_code == 201
    assert upload(editor, lines(TASKS)).status_code == 200
    assert send(editor).json() == first.json()


def test_every_bad_line_is_named_and_nothing_is_stored(editor):
    response = upload(editor, lines(TASKS) + '{"key": "x"}\n\nnot JSON\n{"key":"add","prompt":"p"}')
    said = [error["detail"] for error in response.json()["errors"]]
    assert (response.status_code, response.json()["code"]) == (422, "tasks_invalid")
    assert [line.split(" ")[0] for line in said] == [f"tasks.jsonl:{n}:" for n in (3, 5, 6)]
    assert "prompt: Field required" in said[0]
    assert not TaskSet.objects.exists()


def test_every_bad_task_of_a_list_is_named(editor):
    bad = [*TASKS, {"key": "x"}, 7, {"key": "y", "prompt": "\x00"}, TASKS[0]]
    response = send(editor, bad)
    said = [error["detail"] for error in response.json()["errors"]]
    assert (response.status_code, response.json()["code"]) == (422, "tasks_invalid")
    places = [line.split(":")[0] for line in said]
    assert places == ["tasks.2.prompt", "tasks.3", "tasks.4.prompt", "tasks.5.key"]
    assert not TaskSet.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"tasks": TASKS}, "name"),
        ({"name": "x"}, "tasks"),
        ({"name": "x", "tasks": []}, "tasks"),
        ({"name": "x", "tasks": {}}, "tasks"),
        ({"name": "x", "tasks": TASKS, "version": 2}, "version"),
        ([], "non_field_errors"),
    ],
)
def test_the_shape_is_checked(editor, body, field):
    response = post(editor, "organizations/acme/task-sets/", body)
    assert response.status_code == 400
    assert field in [attr for attr, _ in faults(response)]


@pytest.mark.parametrize("query", ["", "?name=", "?name=x&version=2", "?name=%00"])
def test_a_file_needs_a_name_and_nothing_else(editor, query):
    assert upload(editor, lines(TASKS), query=query).status_code == 400


def test_what_is_not_utf_8_or_too_large_is_refused(editor):
    assert upload(editor, b"\xff\xfe").status_code == 400
    assert upload(editor, " " * (MAX_TASKS_BYTES + 1)).status_code == 413
    too_large = editor.post(
        f"{API}/organizations/acme/task-sets/",
        data=" " * (MAX_TASKS_BYTES + 1),
        content_type="application/json",
    )
    assert too_large.status_code == 413


def test_a_task_set_may_be_larger_than_other_bodies(editor):
    tasks = [{"key": "large", "prompt": "p" * 3_000_000}]
    assert send(editor, tasks).status_code == 201
    assert upload(editor, lines(tasks)).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        "{",
        '"text"',
        '{"name": "x", "name": "y", "tasks": []}',
        '{"name": "x", "tasks": [NaN]}',
        "[" * 100_000,
        "9" * 5_000,
        b"\xff",
        "",
    ],
)
def test_json_is_read_strictly(editor, body):
    response = editor.post(
        f"{API}/organizations/acme/task-sets/", data=body, content_type="application/json"
    )
    assert response.status_code == 400


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_version_never_changes(owner, editor, method):
    path = f"{API}/organizations/acme/task-sets/{task_set_of(owner).pk}/"
    assert getattr(editor, method)(path).status_code == 405


def test_a_viewer_reads_and_does_not_write(owner):
    task_set, viewer = task_set_of(owner), client_of(owner)
    page = viewer.get(f"{API}/organizations/acme/task-sets/").json()
    assert [each["id"] for each in page["results"]] == [str(task_set.pk)]
    assert send(viewer).status_code == 403


@pytest.mark.parametrize("path", ["", "tasks/"])
def test_a_version_of_others_is_as_absent_as_what_never_was(editor, path):
    theirs = task_set_of(OrganizationFactory())
    answers = []
    for slug, pk in (
        ("acme", theirs.pk),
        (theirs.organization.slug, theirs.pk),
        ("acme", uuid4()),
        ("nobody", uuid4()),
    ):
        problem = editor.get(f"{API}/organizations/{slug}/task-sets/{pk}/{path}").json()
        answers.append({**problem, "instance": None, "request_id": None})
    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["status"] == 404
