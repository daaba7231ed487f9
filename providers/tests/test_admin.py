"""Staff govern the organisations in which they are admins, and see no others."""

import json

import pytest
from django.contrib.auth.models import Permission

from organizations.roles import Role
from organizations.tests.factories import MembershipFactory, OrganizationFactory, UserFactory
from organizations.tests.staff import grant
from providers.models import AllowlistEntry, Connection
from providers.tests.factories import AllowlistEntryFactory, ConnectionFactory
from providers.validation import MAX_FAULTS

pytestmark = pytest.mark.django_db
UNKNOWN = {"base_url": "http://h/v1"} | dict.fromkeys(map(str, range(5000)), 0)
CANARY = "canary-of-another-organisation"
ENTRIES, CONNECTIONS = "/admin/providers/allowlistentry/", "/admin/providers/connection/"


@pytest.fixture
def ours():
    return OrganizationFactory(slug="ours", name="Ours")


@pytest.fixture
def theirs():
    organization = OrganizationFactory(slug=CANARY, name=CANARY)
    AllowlistEntryFactory(organization=organization, allowed_models=[CANARY])
    ConnectionFactory(organization=organization, name=CANARY, settings={"base_url": CANARY})
    return organization


def staff(client, organization, role):
    user = UserFactory(is_staff=True)
    grant(user, Permission.objects.filter(content_type__app_label="providers"))
    MembershipFactory(user=user, organization=organization, role=role)
    client.force_login(user)
    return user


def posted(organization, **changes):
    return {
        "organization": str(organization.pk),
        "name": "local",
        "provider": "openai_compatible",
        "settings": '{"base_url": "http://127.0.0.1:8080/v1"}',
        "credential_reference": "",
        **changes,
    }


@pytest.mark.parametrize("page", [ENTRIES, CONNECTIONS, f"{ENTRIES}add/", f"{CONNECTIONS}add/"])
def test_lists_and_forms_show_nothing_of_other_organisations(client, ours, theirs, page):
    staff(client, ours, Role.ADMIN)
    response = client.get(page)
    assert response.status_code == 200
    assert CANARY not in response.content.decode()


def test_rows_of_other_organisations_cannot_be_opened(client, ours, theirs):
    staff(client, ours, Role.ADMIN)
    for page, row in (
        (CONNECTIONS, Connection.objects.get(organization=theirs)),
        (ENTRIES, AllowlistEntry.objects.get(organization=theirs)),
    ):
        for verb in ("change", "delete", "history"):
            response = client.get(f"{page}{row.pk}/{verb}/", follow=True)
            assert CANARY not in response.content.decode()


def test_a_row_cannot_be_given_to_another_organisation(client, ours, theirs):
    staff(client, ours, Role.ADMIN)
    response = client.post(f"{CONNECTIONS}add/", posted(theirs))
    assert response.status_code == 200
    assert not Connection.objects.filter(name="local").exists()


def test_an_admin_saves_a_connection(client, ours):
    staff(client, ours, Role.ADMIN)
    response = client.post(f"{CONNECTIONS}add/", posted(ours))
    assert response.status_code == 302
    assert Connection.objects.get(name="local").organization == ours


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"settings": '{"base_url": "ftp://x"}'}, "settings.base_url"),
        ({"settings": "[]"}, "settings"),
        ({"credential_reference": "env:SECRET_KEY"}, "env:BAKEOFF_CREDENTIAL_OURS_NAME"),
    ],
)
def test_a_bad_connection_is_shown_again_with_the_reason(client, ours, changes, message):
    staff(client, ours, Role.ADMIN)
    response = client.post(f"{CONNECTIONS}add/", posted(ours, **changes))
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not Connection.objects.exists()


def test_allowed_models_are_a_list_of_patterns(client, ours):
    staff(client, ours, Role.ADMIN)
    form = {"organization": str(ours.pk), "provider": "demo", "allowed_models": '"*"'}
    assert client.post(f"{ENTRIES}add/", form).status_code == 200
    assert client.post(f"{ENTRIES}add/", {**form, "allowed_models": '["*"]'}).status_code == 302
    assert AllowlistEntry.objects.get().allowed_models == ["*"]


@pytest.mark.parametrize(
    ("page", "changes", "said"),
    [
        (CONNECTIONS, {"settings": UNKNOWN}, "unknown key"),
        (ENTRIES, {"allowed_models": [""] * 1000}, "at least 1 character"),
    ],
)
def test_a_form_with_thousands_of_faults_is_told_of_the_first(client, ours, page, changes, said):
    staff(client, ours, Role.ADMIN)
    form = posted(ours, **{name: json.dumps(value) for name, value in changes.items()})
    response = client.post(f"{page}add/", form)
    assert response.status_code == 200
    assert response.content.decode().count(said) == MAX_FAULTS


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_lower_roles_look_but_do_not_change(client, ours, role):
    row = ConnectionFactory(organization=ours)
    staff(client, ours, role)
    assert client.get(f"{CONNECTIONS}{row.pk}/change/").status_code == 200
    assert client.post(f"{CONNECTIONS}{row.pk}/change/", posted(ours)).status_code == 403
    assert client.post(f"{CONNECTIONS}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    row.refresh_from_db()
    assert row.name != "local"


def test_a_superuser_governs_all(client, theirs):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    assert CANARY in client.get(CONNECTIONS).content.decode()
