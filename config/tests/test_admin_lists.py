"""Lists of the admin, what is done with the rows chosen there, and what completes names."""

import pytest
from django.contrib import admin
from django.db.models import ForeignKey

from config.tests.test_admin_scoping import address, filled_organization
from organizations.tests.staff import signed_in, superuser

pytestmark = pytest.mark.django_db
SITE = admin.site._registry
NO_VALUES = ["x", "9" * 20, "1\0"]
COMPLETION = "/admin/autocomplete/"
REST = [{"term": "9" * 20}, {"page": "x"}]


@pytest.fixture(scope="module")
def client(kept_rows, bare_admin):
    filled_organization("mine")
    client = signed_in(superuser())
    client.raise_request_exception = False
    return client


def naming(model):
    return [
        field
        for field in model._meta.concrete_fields
        if field.primary_key or isinstance(field, ForeignKey)
    ]


def completion_of(field, **more):
    asked = {"app_label": field.model._meta.app_label, "model_name": field.model._meta.model_name}
    return asked | {"field_name": field.name} | more


def test_no_value_in_the_address_is_more_than_a_bad_request(client):
    failed = []
    for model in SITE:
        asked = [{f"{field.name}__exact": text} for field in naming(model) for text in NO_VALUES]
        for each in [*asked, {"q": "\0"}, {"p": "9" * 30}, {"o": "9" * 30}]:
            if client.get(address(model, "changelist"), each).status_code >= 500:
                failed.append((model, each))
    assert not failed


def test_what_is_no_row_is_not_chosen(client):
    failed = []
    for model, model_admin in SITE.items():
        page = address(model, "changelist")
        for action in model_admin.get_actions(client.get(page).wsgi_request):
            for text in NO_VALUES:
                answer = client.post(page, {"action": action, "_selected_action": [text]})
                if answer.status_code not in (302, 400):
                    failed.append((model, action, text, answer.status_code))
    assert not failed


def test_what_completes_names_takes_any_text(client):
    """Every field, with one text that no column holds; the rest is a matter of what it names."""
    failed, completed = [], 0
    fields = [field for model in SITE for field in naming(model)]
    named = {field.related_model: field for field in fields if field.is_relation}
    asked = [(field, {"term": "\0"}) for field in fields]
    asked += [(field, more) for field in named.values() for more in REST]
    for field, more in asked:
        answer = client.get(COMPLETION, completion_of(field, **more))
        completed += answer.status_code == 200
        if answer.status_code >= 500:
            failed.append((field, more))
    assert completed
    assert not failed


def test_what_completes_names_goes_by_an_order_of_its_own(client):
    """Otherwise a name may stand on two pages, or on none."""
    for target in {field.related_model for model in SITE for field in naming(model)} & set(SITE):
        model_admin = SITE[target]
        request = client.get("/admin/").wsgi_request
        assert not model_admin.search_fields or model_admin.get_queryset(request).ordered, target
