"""What is wrong with a definition stands where it can be mended, and nothing typed is lost."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from experiments.forms.drafts import MAX_ARMS, posted
from experiments.forms.editor import TOO_MANY_ARMS, editor_of
from experiments.models import TaskSet
from experiments.tests.definitions import body_for, define, defining_organization
from experiments.tests.editing import filled, form_of, press
from organizations.roles import Role
from organizations.tests.http import client_of
from organizations.tests.markup import assert_strict, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return defining_organization()


@pytest.fixture
def editor(owner):
    return client_of(owner, Role.EDITOR)


@pytest.fixture
def new(owner):
    return reverse("experiment-new", args=[owner.slug])


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"name": ""}, "name", "required"),
        ({"name": "a\tb"}, "name", "printable"),
        ({"task_set": ""}, "task_set", "Choose a task set"),
        ({"task_set": "nonsense"}, "task_set", "valid choice"),
        ({"repeats": "0"}, "repeats", "greater than or equal to 1"),
        ({"repeats": "many"}, "repeats", "whole number"),
        ({"deadline_seconds": "0"}, "deadline_seconds", "greater than or equal to 1"),
        ({"prompt_template": "{{ secret }}"}, "prompt_template", "unknown here"),
        ({"evaluator": "nobody"}, "evaluator", "valid choice"),
        ({"arms-0-model": ""}, "arms-0-model", "required"),
        ({"arms-0-target": ""}, "arms-0-target", "required"),
        ({"arms-0-target": "openai_compatible/other"}, "arms-0-target", "valid choice"),
        ({"arms-0-target": "openai_compatible/"}, "arms-0-target", "valid choice"),
        ({"arms-0-temperature": "9"}, "arms-0-temperature", "less than or equal to 2"),
        ({"arms-0-temperature": "warm"}, "arms-0-temperature", "number"),
        ({"arms-0-seed": str(2**63)}, "arms-0-seed", "less than"),
        ({"arms-0-stop": "END"}, "arms-0-stop", "JSON"),
        ({"arms-0-stop": '["\\ud800"]'}, "arms-0-stop", "valid string"),
        ({"arms-0-reasoning_effort": "much"}, "arms-0-reasoning_effort", "valid choice"),
    ],
)
def test_an_error_stands_at_its_field_and_no_input_is_lost(
    owner, editor, new, changes, place, words
):
    fields = filled(owner, **changes)
    answer = press(editor, new, fields, "review")
    assert answer.status_code == 422
    assert_strict(answer)
    page = answer.content.decode()
    assert f'id="id_{place}_error"' in page
    [said] = page.split(f'id="id_{place}_error"')[1:2]
    assert words in said.split("</ul>")[0]
    kept = form_of(answer)
    choices = ("task_set", "evaluator", "target", "effort")
    for name, text in fields.items():
        if not name.endswith(choices):
            assert kept[name] == text.replace("\r\n", "\n"), name


def test_all_faults_are_listed_above_the_form_each_with_the_way_to_its_field(owner, editor, new):
    fields = filled(owner, task_set="", **{"arms-1-model": "", "arms-1-seed": "x"})
    answer = press(editor, new, fields, "review")
    assert answer.context["editor"].n_faults == 3
    page = answer.content.decode()
    for anchor in ("id_task_set", "id_arms-1-model", "id_arms-1-seed"):
        assert f'href="#{anchor}"' in page
        assert f'id="{anchor}"' in page


def test_a_key_that_stands_twice_is_told_above_the_form(owner, editor, new):
    answer = press(editor, new, filled(owner, **{"arms-1-key": "arm-0"}), "review")
    assert "the key 'arm-0' stands twice" in text_of(answer)


def test_an_experiment_needs_an_arm(owner, editor, new):
    answer = press(editor, new, filled(owner, **{"arms-count": "0"}), "review")
    assert answer.status_code == 422
    assert "At least one arm is needed" in text_of(answer)


@pytest.mark.parametrize("count", ["", "x", "-1", "1e3", "99999999999"])
def test_a_count_of_arms_that_is_none_is_no_arms(owner, editor, new, count):
    assert press(editor, new, filled(owner, **{"arms-count": count}), "review").status_code == 422


def test_a_name_that_is_taken_is_told_at_the_name(owner, editor, new):
    define(editor, owner, body_for(owner))
    answer = press(editor, new, filled(owner), "review")
    assert "has this name" in str(answer.context["form"].errors["name"])


def jsonl(*tasks, name="basics.jsonl"):
    lines = "\n".join(json.dumps(task) for task in tasks)
    return SimpleUploadedFile(name, lines.encode(), content_type="application/jsonl")


def test_an_uploaded_file_is_stored_and_chosen(owner, editor, new):
    fields = filled(owner) | {"tasks_file": jsonl({"key": "a", "prompt": "A."})}
    answer = press(editor, new, fields, "upload")
    task_set = TaskSet.objects.get(name="basics")
    assert (answer.status_code, task_set.n_tasks) == (200, 1)
    assert form_of(answer)["task_set"] == str(task_set.pk)
    again = fields | {"tasks_file": jsonl({"key": "a", "prompt": "A."})}
    review = press(editor, new, again, "review")
    assert review.context["task_set"] == task_set
    named = fields | {"tasks_name": "others", "tasks_file": jsonl({"key": "b", "prompt": "B."})}
    press(editor, new, named, "add")
    assert TaskSet.objects.filter(name="others").exists()


def test_every_bad_line_of_a_file_is_named_and_nothing_is_stored(owner, editor, new):
    bad = jsonl({"key": "a", "prompt": "A."}, {"key": "a", "prompt": "B."}, {"prompt": "C."})
    answer = press(editor, new, filled(owner) | {"tasks_file": bad}, "review")
    said = text_of(answer)
    assert answer.status_code == 422
    assert_strict(answer)
    assert "basics.jsonl:2: key: 'a' stands in an earlier task too" in said
    assert "basics.jsonl:3: task.key: Field required" in said
    assert form_of(answer)["name"] == "smoke"
    assert not TaskSet.objects.filter(name="basics").exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (SimpleUploadedFile("x.jsonl", b"\xff"), "not UTF-8 at byte 0"),
        (SimpleUploadedFile("x.jsonl", b""), "at least one task is expected"),
        (SimpleUploadedFile("x.jsonl", b" " * (16 * 2**20 + 1)), "more than 16 MiB"),
        (SimpleUploadedFile("<b>.jsonl", b"{"), "<b>.jsonl:1: not JSON"),
    ],
)
def test_a_file_that_is_none_is_told(owner, editor, new, sent, words):
    answer = press(editor, new, filled(owner) | {"tasks_file": sent}, "upload")
    assert answer.status_code == 422
    assert words in text_of(answer)


def test_uploading_nothing_says_so(owner, editor, new):
    assert "Choose a file first." in text_of(press(editor, new, filled(owner), "upload"))


def test_more_arms_than_the_form_takes_are_told_and_not_left_out(owner):
    sent = filled(owner, **{"arms-count": str(MAX_ARMS + 7)})
    asked = editor_of(owner, posted(sent), asked=True)
    assert asked.body() is None
    assert asked.faults == [TOO_MANY_ARMS]
