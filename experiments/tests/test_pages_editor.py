"""Defining, changing and copying an experiment on pages, governed by the allowlist."""

import pytest
from django.urls import reverse

from experiments.models import Experiment, TaskSet
from experiments.tests.definitions import (
    body_for,
    define,
    defining_organization,
    forbidden_arm,
)
from experiments.tests.editing import PageForm, filled, form_of, press
from experiments.tests.runs import arm
from organizations.models import User
from organizations.roles import Role
from organizations.tests.factories import MembershipFactory, UserFactory
from organizations.tests.http import client_of
from organizations.tests.markup import assert_strict, text_of
from providers.models import AllowlistEntry, PolicyDenial

pytestmark = pytest.mark.django_db
DENIED = "The provider openai is not enabled for this organisation."


@pytest.fixture
def owner():
    return defining_organization()


@pytest.fixture
def editor(owner):
    return client_of(owner, Role.EDITOR)


@pytest.fixture
def new(owner):
    return reverse("experiment-new", args=[owner.slug])


@pytest.fixture
def experiment(owner, editor):
    parameters = {"temperature": 0.2, "stop": ["\n\n", "END"], "seed": 7}
    body = body_for(
        owner,
        arms=[arm(0, parameters=parameters), arm(1)],
        prompt_template="\n{{ prompt }}\n",
        deadline_seconds=60,
    )
    return Experiment.objects.get(pk=define(editor, owner, body).json()["id"])


def test_from_an_empty_form_over_the_review_to_an_experiment(owner, editor, new):
    page = editor.get(new)
    assert_strict(page)
    fields = form_of(page) | filled(owner, **{"arms-1-temperature": "0.5"})
    review = press(editor, new, fields, "review")
    assert_strict(review)
    assert review.context["n_attempts"] == 4 * 2 * 3
    assert "Attempts of a run" in text_of(review)
    assert not Experiment.objects.exists()
    stored = press(editor, new, form_of(review), "save")
    experiment = Experiment.objects.get()
    assert stored["Location"] == reverse("experiment", args=[experiment.pk])
    assert (experiment.name, experiment.repeats, experiment.max_concurrency) == ("smoke", 3, 8)
    assert [each.parameters for each in experiment.arms.all()] == [{}, {"temperature": 0.5}]
    assert experiment.created_by_id == int(editor.session["_auth_user_id"])


def test_a_double_click_defines_one_experiment(owner, editor, new):
    fields = form_of(press(editor, new, filled(owner), "review"))
    answers = [press(editor, new, fields, "save") for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Experiment.objects.count() == 1


def test_a_provider_that_is_not_enabled_is_seen_and_not_selectable(editor, new):
    page = editor.get(new)
    assert "openai/forbidden" in PageForm(page.content.decode()).disabled
    assert "openai_compatible/local" not in PageForm(page.content.decode()).disabled
    assert DENIED in text_of(page)
    assert "The provider anthropic is not enabled" in text_of(page)


def test_the_server_refuses_it_too_with_the_same_words(owner, editor, new):
    fields = filled(owner, **{"arms-1-target": "openai/forbidden"})
    for button in ("review", "save"):
        answer = press(editor, new, fields, button)
        assert answer.status_code == 422
        [form] = [arm for arm in answer.context["editor"].arms if arm.errors]
        assert form.errors == {"target": [DENIED]}
        assert not Experiment.objects.exists()
    assert {(each.code, each.at) for each in PolicyDenial.objects.all()} == {
        ("provider_not_allowed", "create")
    }


def test_a_choice_that_is_not_selectable_is_not_lost(owner, editor, new):
    fields = filled(owner, **{"arms-1-target": "openai/forbidden"})
    answer = press(editor, new, fields, "review")
    assert form_of(answer)["arms-1-target"] == "openai/forbidden"
    changed = form_of(answer) | {"arms-1-target": "openai_compatible/local"}
    assert press(editor, new, changed, "review").status_code == 200


@pytest.mark.parametrize(
    ("role", "staff", "linked"),
    [(Role.EDITOR, True, False), (Role.ADMIN, False, False), (Role.ADMIN, True, True)],
)
def test_admins_are_led_to_where_it_is_enabled_if_they_may_go_there(
    owner, new, role, staff, linked
):
    client = client_of(owner, role)
    User.objects.update(is_staff=staff)
    html = client.get(new).content.decode()
    entry = AllowlistEntry.objects.get()
    assert (f"/admin/providers/allowlistentry/{entry.pk}/change/" in html) is linked
    assert (f"organization={owner.pk}&amp;provider=openai" in html) is linked


def test_others_are_told_whom_to_ask(owner, new):
    grace = UserFactory(first_name="Grace", last_name="Hopper")
    MembershipFactory(organization=owner, user=grace, role=Role.ADMIN)
    assert "not enabled for this organisation. Ask Grace Hopper." in text_of(
        client_of(owner, Role.EDITOR).get(new)
    )


def test_arms_are_added_and_removed_and_what_was_typed_stays(owner, editor, new):
    fields = filled(owner, **{"arms-0-temperature": "not a number"})
    more = press(editor, new, fields, "add")
    assert more.status_code == 200
    assert "errorlist" not in more.content.decode()
    assert form_of(more)["arms-count"] == "3"
    assert form_of(more)["arms-0-temperature"] == "not a number"
    fewer = press(editor, new, form_of(more), "remove-0")
    assert form_of(fewer)["arms-count"] == "2"
    assert form_of(fewer)["arms-0-key"] == "arm-1"
    for nonsense in ("remove-7", "remove-x", "remove-", "remove--1"):
        assert form_of(press(editor, new, fields, nonsense))["arms-count"] == "2"


def test_a_form_that_was_not_touched_changes_nothing(editor, experiment):
    address = reverse("experiment-edit", args=[experiment.pk])
    before = {each.pk: (each.key, each.parameters) for each in experiment.arms.all()}
    review = press(editor, address, form_of(editor.get(address)), "review")
    assert press(editor, address, form_of(review), "save").status_code == 302
    kept = Experiment.objects.get()
    assert {each.pk: (each.key, each.parameters) for each in kept.arms.all()} == before
    assert (kept.prompt_template, kept.deadline_seconds) == ("\n{{ prompt }}\n", 60)


def test_a_change_is_stored_after_its_review(editor, experiment):
    address = reverse("experiment-edit", args=[experiment.pk])
    fields = form_of(editor.get(address)) | {"repeats": "9", "arms-1-model": "other"}
    review = press(editor, address, fields, "review")
    experiment.refresh_from_db()
    assert experiment.repeats == 1
    press(editor, address, form_of(review), "save")
    experiment.refresh_from_db()
    assert experiment.repeats == 9
    assert [each.model for each in experiment.arms.all()] == ["model-0", "other"]


def test_a_change_of_what_somebody_else_changed_is_refused(editor, experiment):
    address = reverse("experiment-edit", args=[experiment.pk])
    review = press(editor, address, form_of(editor.get(address)) | {"repeats": "9"}, "review")
    Experiment.objects.update(repeats=5)
    answer = press(editor, address, form_of(review), "save")
    assert answer.status_code == 422
    assert "Somebody else changed the experiment" in text_of(answer)
    assert form_of(answer)["repeats"] == "9"
    assert Experiment.objects.get().repeats == 5


def test_a_provider_that_was_disabled_later_refuses_a_change_and_is_shown(editor, experiment):
    AllowlistEntry.objects.update(enabled=False)
    seen = text_of(editor.get(reverse("experiment", args=[experiment.pk])))
    assert "A run would be refused as things are now." in seen
    assert "arm-0: The provider openai_compatible is not enabled" in seen
    address = reverse("experiment-edit", args=[experiment.pk])
    fields = form_of(editor.get(address))
    assert fields["arms-0-target"] == "openai_compatible/local"
    assert press(editor, address, fields, "review").status_code == 422
    assert PolicyDenial.objects.filter(at="update", experiment_id=experiment.pk).count() == 2


def test_a_copy_is_a_new_experiment(owner, editor, new, experiment):
    fields = form_of(editor.get(new, {"from": experiment.pk}))
    assert fields["name"] == "smoke (copy)"
    press(editor, new, form_of(press(editor, new, fields, "review")), "save")
    copy = Experiment.objects.get(name="smoke (copy)")
    assert [(each.key, each.parameters) for each in copy.arms.all()] == [
        (each.key, each.parameters) for each in experiment.arms.all()
    ]


def test_only_what_is_of_the_organisation_is_copied(owner, editor, new):
    other = defining_organization("other")
    theirs = define(client_of(other, Role.EDITOR), other, body_for(other)).json()["id"]
    MembershipFactory(organization=other, user=User.objects.get(pk=editor.session["_auth_user_id"]))
    for model in (theirs, owner.pk, "nonsense"):
        assert editor.get(new, {"from": model}).status_code == 404


def test_viewers_are_turned_away_and_strangers_find_nothing(owner, new, experiment):
    edit = reverse("experiment-edit", args=[experiment.pk])
    viewer, stranger = client_of(owner), client_of(defining_organization("other"), Role.ADMIN)
    for address in (new, edit):
        for ask in ("get", "post"):
            assert getattr(viewer, ask)(address).status_code == 403
            assert getattr(stranger, ask)(address).status_code == 404
    assert not TaskSet.objects.filter(name="basics").exists()


def test_editors_are_led_there(owner, editor, new, experiment):
    home = editor.get(reverse("home")).content.decode()
    assert f'href="{new}"' in home
    assert f'href="{new}"' not in client_of(owner).get(reverse("home")).content.decode()
    page = editor.get(reverse("experiment", args=[experiment.pk])).content.decode()
    assert reverse("experiment-edit", args=[experiment.pk]) in page
    assert f"{new}?from={experiment.pk}" in page


def test_an_api_denial_and_a_pages_denial_say_the_same(owner, editor, new):
    refused = define(editor, owner, body_for(owner, arms=[forbidden_arm()]))
    assert refused.json()["errors"][0]["detail"] == DENIED
