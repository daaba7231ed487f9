"""Versions of a profile in the admin: compared, and made from one another."""

import re

import pytest
from django.urls import reverse

from evaluation.models import EvaluatorProfile
from evaluation.profiles import save_profile
from evaluation.tests.runs import judge
from experiments.tests.runs import allowed_organization
from organizations.roles import Role
from organizations.tests.markup import assert_strict
from organizations.tests.staff import signed_in, staff_of

pytestmark = pytest.mark.django_db
NOWHERE = "http://127.0.0.1:9/v1"
TEMPLATE = "Task: {{ task }}\nPatch: {{ patch }}\n{{ rubric }}"


@pytest.fixture
def owner():
    return allowed_organization(NOWHERE)


@pytest.fixture
def first(owner):
    return save_profile(
        owner, judge(prompt_template={"version": "1", "text": TEMPLATE}), actor=None
    )


def page(profile, name):
    return reverse(f"admin:evaluation_evaluatorprofile_{name}", args=[profile.pk])


def form_of(response, **changes):
    """What the page's form would send, with these changes."""
    form = response.context["form"]
    values = {field.html_name: field.value() for field in form}
    return {
        name: "" if value is None else getattr(value, "pk", value)
        for name, value in values.items()
        if value is not False
    } | changes


def as_typed(response, **changes):
    html = response.content.decode()
    typed = re.search(r'<textarea name="parameters".*?>\n(.*?)</textarea>', html, re.DOTALL)[1]
    listed = re.search(r'<textarea name="criteria".*?>\n(.*?)</textarea>', html, re.DOTALL)[1]
    unescaped = {"parameters": typed, "criteria": listed}
    plain = {name: text.replace("&quot;", '"') for name, text in unescaped.items()}
    return form_of(response) | plain | changes


def test_two_versions_stand_side_by_side_with_their_texts_as_a_diff(owner, first):
    text = TEMPLATE.replace("Patch:", "Change:")
    second = save_profile(
        owner,
        judge(model="judge-2", prompt_template={"version": "2", "text": text}),
        actor=None,
    )
    response = signed_in(staff_of(owner)).get(page(second, "compare"))
    html = response.content.decode()
    assert_strict(response)
    changed = {field.name for field in response.context["diff"].fields if field.changed}
    assert changed == {"Name and version", "Digest", "Model", "Prompt template"}
    assert "-Patch: {{ patch }}" in html
    assert "+Change: {{ patch }}" in html
    assert "The same in both." in html
    back = signed_in(staff_of(owner)).get(page(first, "compare"), {"with": second.pk})
    assert "-Change: {{ patch }}" in back.content.decode()


def test_the_first_version_has_none_to_be_compared_with_unless_chosen(owner, first):
    client = signed_in(staff_of(owner))
    assert "no version before" in client.get(page(first, "compare")).content.decode()
    other = save_profile(owner, judge(name="other"), actor=None)
    assert client.get(page(first, "compare"), {"with": other.pk}).context["diff"]


def test_what_others_have_is_not_compared(owner, first):
    theirs = save_profile(allowed_organization(NOWHERE, slug="other"), judge(), actor=None)
    client = signed_in(staff_of(owner))
    assert client.get(page(theirs, "compare")).status_code == 404
    assert client.get(page(theirs, "version")).status_code == 404
    for wanted in (theirs.pk, first.pk, "nonsense", "'"):
        assert client.get(page(first, "compare"), {"with": wanted}).status_code == 404


def test_a_version_is_made_from_another_by_the_same_checks_as_over_the_api(owner, first):
    editor = staff_of(owner, role=Role.EDITOR)
    client = signed_in(editor)
    form = client.get(page(first, "version"))
    assert_strict(form)
    typed = as_typed(form, model="judge-2", structured_output="on")
    response = client.post(page(first, "version"), typed)
    made = EvaluatorProfile.objects.exclude(pk=first.pk).get()
    assert response["Location"] == page(made, "change")
    assert (made.version, made.model, made.structured_output) == (2, "judge-2", True)
    assert (made.rubric, made.prompt_template) == (first.rubric, first.prompt_template)
    assert made.created_by == editor
    same = client.post(page(first, "version"), as_typed(form), follow=True)
    assert "nothing was stored" in same.content.decode()
    assert EvaluatorProfile.objects.count() == 2


def test_a_browsers_line_ends_make_no_other_text(owner, first):
    client = signed_in(staff_of(owner))
    typed = as_typed(client.get(page(first, "version")), model="judge-2")
    client.post(page(first, "version"), {k: str(v).replace("\n", "\r\n") for k, v in typed.items()})
    made = EvaluatorProfile.objects.get(version=2)
    assert (made.rubric, made.prompt_template) == (first.rubric, first.prompt_template)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"template_text": "{{ task }}"}, "lacks {{ patch }}"),
        ({"template_text": "{{ patch }} {{ model }}"}, "unknown here"),
        ({"criteria": '[{"name": "a", "anchors": {"7": "x"}}]'}, "anchors"),
        ({"criteria": '{"a": 1, "a": 2}'}, "twice"),
        ({"parameters": '{"temprature": 1}'}, "temprature"),
        ({"model": "elsewhere/x"}, "model_not_allowed|evaluator_not_allowed"),
        ({"rubric_text": ""}, "a rubric needs"),
        ({"connection": ""}, "required"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_stored(owner, first, change, told):
    owner.allowlist.update(allowed_models=["judge-*"])
    client = signed_in(staff_of(owner))
    response = client.post(
        page(first, "version"), as_typed(client.get(page(first, "version")), **change)
    )
    assert response.status_code == 200
    assert re.search(told.replace("{", r"\{"), response.content.decode().replace("&quot;", '"'))
    assert EvaluatorProfile.objects.count() == 1


def test_a_version_takes_the_role_and_the_permission(owner, first):
    viewer = signed_in(staff_of(owner, role=Role.VIEWER))
    reader = signed_in(staff_of(owner, permissions="view_evaluatorprofile"))
    for client in (viewer, reader):
        assert client.get(page(first, "version")).status_code == 403
        assert client.post(page(first, "version"), {}).status_code == 403
        html = client.get(page(first, "change")).content.decode()
        assert page(first, "version") not in html
        assert page(first, "compare") in html
    nobody = signed_in(staff_of(owner, permissions="view_run"))
    assert nobody.get(page(first, "compare")).status_code == 403


def test_a_profile_without_a_boundary_says_so(owner, first):
    html = signed_in(staff_of(owner)).get(page(first, "change")).content.decode()
    assert "no_boundary" in html
    text = {"version": "1", "text": "{{ boundary }}{{ patch }}"}
    bounded = save_profile(owner, judge(name="bounded", prompt_template=text), actor=None)
    html = signed_in(staff_of(owner)).get(page(bounded, "change")).content.decode()
    assert "no_boundary" not in html
