"""What can be no key, in any field of the admin's forms that names a row, is a form error."""

from collections.abc import Iterator
from itertools import product

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


@pytest.fixture(scope="module")
def mine(kept_rows, bare_admin):
    return filled_organization("mine")


WHO = {"staff": staff_of, "superuser": lambda organization: superuser()}


@pytest.fixture(scope="module", params=WHO.values(), ids=WHO)
def client(request, mine):
    client: Client = signed_in(request.param(mine))
    client.raise_request_exception = False
    return client


@pytest.fixture(scope="module")
def pages(client):
    return list(forms_shown(client))


def forms_shown(client):
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


def at_once(page):
    """Each field is looked at by itself. A row of an inline is looked for by its key first, which
    is a question of its own."""
    names = list(naming_fields(page))
    keys = [name for name in names if name.endswith("-id")]
    return [each for each in ([name for name in names if name not in keys], keys) if each]


def posted(page, names, value):
    """The form as it is, but for these fields. The empty row of an inline is then a row."""
    filled = fields_in(page.content.decode())
    sent = dict(filled)
    for prefix in {name.partition("-")[0] for name in names if "-__prefix__-" in name}:
        total = filled[f"{prefix}-TOTAL_FORMS"]
        empty = {key: text for key, text in filled.items() if key.startswith(f"{prefix}-__prefix")}
        sent |= {key.replace("__prefix__", total): text for key, text in empty.items()}
        sent[f"{prefix}-TOTAL_FORMS"] = str(int(total) + 1)
    return sent | {row_of(name, filled): value for name in names}


def row_of(name, filled):
    return name.replace("__prefix__", filled.get(f"{name.partition('-')[0]}-TOTAL_FORMS", ""))


def refused(page):
    """The names of the fields with an error."""
    forms = [page.context["adminform"].form]
    for each in page.context["inline_admin_formsets"]:
        forms += each.formset.forms
    return {form.add_prefix(name) for form in forms for name in form.errors}


def test_every_form_says_that_it_is_no_choice(client, pages):
    asked, bad = set(), {}
    for model, place, page in pages:
        filled = fields_in(page.content.decode())
        for names, value in product(at_once(page), NO_KEYS):
            asked |= {(model, name.rpartition("-")[2]) for name in names}
            answer = client.post(place, posted(page, names, value))
            told = refused(answer) if answer.status_code == 200 else set()
            if missing := {row_of(name, filled) for name in names} - told:
                bad[place, value] = answer.status_code, missing
    assert not bad
    assert {("apitoken", "user"), ("organization", "user"), ("experiment", "connection")} <= asked
    assert {("experiment", "task_set"), ("organization", "id")} <= asked


def test_every_form_opens_with_what_is_no_key_in_the_address(client, pages):
    """The form of a row that there is has its own values, whatever the address says."""
    asked = 0
    for _, place, page in pages:
        names = list(naming_fields(page))
        for value in NO_KEYS if place.endswith("/add/") else NO_KEYS[:1]:
            answer = client.get(place, dict.fromkeys(names, value))
            assert answer.status_code == 200, (place, value)
            asked += len(names)
    assert asked
