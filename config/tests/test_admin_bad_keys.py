"""What can be no key, in any field of the admin's forms that names a row, is a form error."""

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.forms import ModelChoiceField
from django.test import Client

from config.tests.tenancy.admin_questions import fields_in
from config.tests.test_admin_scoping import address, filled_organization
from organizations.tests.staff import signed_in, staff_of, superuser

pytestmark = pytest.mark.django_db
SITE = admin.site._registry
NO_KEYS = ["x", "9" * 20, "1\0"]


@pytest.fixture(params=[staff_of, lambda organization: superuser()], ids=["staff", "superuser"])
def client(request):
    client: Client = signed_in(request.param(filled_organization("mine")))
    client.raise_request_exception = False
    return client


def pages(client):
    """Of every form: the page, its address and the model."""
    for model in SITE:
        rows = model._default_manager.all()[:1]
        for place in [address(model, "add"), *(address(model, "change", row.pk) for row in rows)]:
            page = client.get(place)
            if page.status_code == 200 and page.context["show_save"]:
                yield model._meta.model_name, place, page


def naming_fields(page) -> Iterator[str]:
    forms = [page.context["adminform"].form]
    for each in page.context["inline_admin_formsets"]:
        forms += [*each.formset.forms, each.formset.empty_form]
    for form in forms:
        for name, field in form.fields.items():
            if isinstance(field, ModelChoiceField) and not field.disabled:
                yield form.add_prefix(name)


def posted(page, name, value):
    """The form as it is, but for one field. The empty row of an inline is then a row."""
    filled = fields_in(page.content.decode()) | {name: value}
    if "-__prefix__-" not in name:
        return filled
    prefix = name.partition("-")[0]
    total = filled[f"{prefix}-TOTAL_FORMS"]
    row = {key.replace("__prefix__", total): text for key, text in filled.items() if prefix in key}
    return filled | row | {f"{prefix}-TOTAL_FORMS": str(int(total) + 1)}


def test_every_form_says_that_it_is_no_choice(client):
    asked, bad = set(), {}
    for model, place, page in pages(client):
        for name in naming_fields(page):
            for value in NO_KEYS:
                asked.add((model, name.rpartition("-")[2]))
                answer = client.post(place, posted(page, name, value))
                if answer.status_code != 200 or not answer.context["errors"]:
                    bad[place, name, value] = answer.status_code
    assert not bad
    assert {("apitoken", "user"), ("organization", "user"), ("experiment", "connection")} <= asked
    assert {("experiment", "task_set"), ("organization", "id")} <= asked


def test_every_form_opens_with_what_is_no_key_in_the_address(client):
    asked = 0
    for _, place, page in pages(client):
        names = list(naming_fields(page))
        for value in NO_KEYS:
            answer = client.get(place, dict.fromkeys(names, value))
            assert answer.status_code == 200, (place, value)
            asked += len(names)
    assert asked
