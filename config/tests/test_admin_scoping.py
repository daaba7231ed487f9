"""What the admin refuses. That it tells nothing of other organisations is `tenancy`'s to test."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import JSONField
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluation.tests.factories import EvaluationFactory
from experiments.models import ProviderCall, Run
from experiments.tests.factories import ArmFactory, ArtifactFactory, ValidationFactory
from leaderboards.aggregation import publish
from organizations.admin_scoping import ReadOnly
from organizations.audit.models import AuditEntry
from organizations.json_forms import StrictJSONField
from organizations.models import Membership, Organization, User
from organizations.roles import Role
from organizations.tests.factories import (
    ApiTokenFactory,
    MembershipFactory,
    OrganizationFactory,
    UserFactory,
)
from organizations.tests.staff import signed_in, staff_of, superuser
from providers.codes import DenialCode, DenialPoint
from providers.models import Connection, PolicyDenial, PriceOverride
from providers.tests.factories import AllowlistEntryFactory, PriceOverrideFactory

pytestmark = pytest.mark.django_db
SITE = admin.site._registry
CANARY = "canary"
OURS = [model for model in SITE if model._meta.app_label not in ("auth", "admin")]


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def filled_organization(word):
    """One row of every table, with the word in every name."""
    organization = OrganizationFactory(slug=f"{word}-org", name=f"{word} org")
    MembershipFactory(organization=organization, user=UserFactory(username=f"{word}-user"))
    evaluation = EvaluationFactory(
        attempt__arm__key=f"{word}-arm",
        attempt__arm__run__finished=True,
        attempt__arm__run__experiment__name=f"{word} experiment",
        attempt__arm__run__experiment__organization=organization,
        attempt__arm__run__experiment__task_set__name=f"{word} tasks",
        attempt__task__key=f"{word}-task",
        attempt__output_text=f"{word} output",
        profile__name=f"{word} judge",
        profile__rubric__version=f"{word} rubric",
        profile__connection__name=f"{word} connection",
    )
    attempt = evaluation.attempt
    ArtifactFactory(attempt=attempt, diff=f"{word} diff")
    ValidationFactory(attempt=attempt)
    ArmFactory(experiment=attempt.run.experiment, connection__name=f"{word} other")
    AllowlistEntryFactory(organization=organization)
    PriceOverrideFactory(organization=organization, model_pattern=f"{word} pattern")
    ApiTokenFactory(organization=organization, name=f"{word} token")
    called_and_denied(attempt, word)
    publish(attempt.run)
    return organization


def called_and_denied(attempt, word):
    ProviderCall.objects.create(
        run=attempt.run,
        organization=attempt.run.experiment.organization,
        provider=attempt.arm.provider,
        arm=attempt.arm,
        stage="attempts",
        work_id=attempt.pk,
        number=1,
        started_at=attempt.queued_at,
        request_id=f"{word} call",
    )
    PolicyDenial.objects.create(
        organization=attempt.run.experiment.organization,
        at=DenialPoint.START,
        code=DenialCode.MODEL_NOT_ALLOWED,
        provider=f"{word} provider",
        model=f"{word} model",
    )


@pytest.fixture(scope="module")
def both(kept_rows, bare_admin):
    filled_organization(CANARY)
    return filled_organization("mine")


@pytest.fixture
def mine(both):
    return Organization.objects.get(pk=both.pk)


@pytest.fixture
def client(mine):
    return signed_in(staff_of(mine))


def test_no_admin_uses_raw_ids_or_filters_over_rows_of_others():
    for model_admin in SITE.values():
        assert not model_admin.raw_id_fields
        for entry in model_admin.list_filter:
            if isinstance(entry, str) and model_admin.model._meta.app_label != "auth":
                assert not model_admin.model._meta.get_field(entry).is_relation


def test_a_choice_of_another_organisation_is_refused_when_posted(client, mine):
    other = Organization.objects.exclude(pk=mine.pk).get()
    experiment = other.experiments.get()
    form = {
        "organization": str(other.pk),
        "name": "new",
        "task_set": str(experiment.task_set_id),
        "repeats": "1",
        "max_concurrency": "1",
        "attempt_timeout_seconds": "1",
        "on_interrupt": "retry",
        "arms-TOTAL_FORMS": "0",
        "arms-INITIAL_FORMS": "0",
    }
    page = client.post(reverse("admin:experiments_experiment_add"), form)
    assert page.status_code == 200
    assert set(page.context["adminform"].form.errors) == {"organization", "task_set"}
    assert CANARY not in page.content.decode()


def test_an_address_that_names_no_key_opens_an_empty_form(client):
    page = reverse("admin:experiments_experiment_add")
    for field in ("organization", "task_set"):
        assert client.get(page, {field: "no key"}).status_code == 200


def test_what_ran_and_what_is_immutable_is_not_edited_even_by_superusers(mine):
    client = signed_in(superuser())
    fixed = {"Run", "Attempt", "Artifact", "Validation", "ProviderCall", "Evaluation", "Task"}
    fixed |= {"RunSummary", "EvaluatorProfile", "Rubric", "PromptTemplate", "TaskSet", "Rationale"}
    assert fixed <= {model.__name__ for model in SITE}
    for model in SITE:
        if model.__name__ not in fixed:
            continue
        assert client.get(address(model, "add")).status_code == 403
        for row in model._default_manager.all()[:1]:
            assert client.post(address(model, "change", row.pk), {}).status_code == 403
            assert client.post(address(model, "delete", row.pk)).status_code == 403
    assert Run.objects.count() == 2


def test_a_viewer_with_all_permissions_changes_nothing(mine):
    client = signed_in(staff_of(mine, role=Role.VIEWER))
    experiment = mine.experiments.get()
    for row in (mine, experiment):
        page = address(type(row), "change", row.pk)
        assert client.get(page).status_code == 200
        assert client.post(page, {"name": "other"}).status_code == 403
        assert client.post(address(type(row), "delete", row.pk)).status_code == 403


def test_admins_name_members_but_do_not_rename_the_slug(mine):
    client = signed_in(staff_of(mine))
    colleague = Membership.objects.get(organization=mine, user__username="mine-user")
    rows = mine.memberships.order_by("pk")
    form = {"name": "New name", "slug": "stolen", "memberships-TOTAL_FORMS": str(len(rows))}
    form["memberships-INITIAL_FORMS"] = str(len(rows))
    for place, row in enumerate(rows):
        form |= {
            f"memberships-{place}-id": str(row.pk),
            f"memberships-{place}-organization": str(mine.pk),
            f"memberships-{place}-user": str(row.user_id),
            f"memberships-{place}-role": Role.ADMIN,
        }
    response = client.post(address(Organization, "change", mine.pk), form)
    assert response.status_code == 302
    mine.refresh_from_db()
    colleague.refresh_from_db()
    assert (mine.slug, mine.name, colleague.role) == ("mine-org", "New name", Role.ADMIN)


def test_nobody_becomes_a_superuser_through_the_admin(mine):
    staff = staff_of(mine)
    page = address(User, "change", staff.pk)
    client = signed_in(staff)
    form = {"username": staff.username, "is_superuser": "on", "is_staff": "on"}
    assert client.post(page, form).status_code == 403
    assert not re.search('name="(is_superuser|password)', client.get(page).content.decode())
    staff.refresh_from_db()
    assert not staff.is_superuser


@pytest.mark.parametrize("model", OURS, ids=str)
def test_json_is_read_strictly_in_every_form(model):
    model_admin, request = SITE[model], RequestFactory().get("/admin/")
    request.user = superuser()
    owners = [model_admin, *model_admin.get_inline_instances(request)]
    for owner in owners:
        if isinstance(owner, ReadOnly):
            continue
        for field in owner.model._meta.concrete_fields:
            if isinstance(field, JSONField) and field.editable:
                form_field = owner.formfield_for_dbfield(field, request)
                assert isinstance(form_field, StrictJSONField), (owner, field)


@pytest.mark.parametrize(
    ("model", "question"),
    [
        (Organization, "name__regex=("),
        (Organization, "name__iregex=(a%2B)%2B$"),
        (Organization, "created_at__year=99999999999"),
        (Organization, "created_at__year__gte=1e9"),
        (AuditEntry, "timestamp__year=0"),
        (AuditEntry, "timestamp__regex=["),
    ],
)
def test_the_address_asks_for_no_pattern_and_no_part_of_a_date(model, question):
    client = signed_in(staff_of(OrganizationFactory()))
    client.raise_request_exception = False
    assert client.get(f"{address(model, 'changelist')}?{question}").status_code == 400


def test_what_a_filter_of_dates_asks_is_answered():
    client = signed_in(staff_of(OrganizationFactory()))
    page = address(AuditEntry, "changelist")
    assert (
        client.get(
            f"{page}?timestamp__gte=2026-01-01%2000:00Z&timestamp__lt=2027-01-01%2000:00Z"
        ).status_code
        == 200
    )


def test_sets_of_permissions_are_for_superusers():
    """Else whoever belongs to one could add to it what he was not granted."""
    group = Group.objects.create(name=f"{CANARY} people")
    staff, root = signed_in(staff_of(OrganizationFactory())), signed_in(superuser())
    for page in (address(Group, "changelist"), address(Group, "change", group.pk)):
        assert (staff.get(page).status_code, root.get(page).status_code) == (403, 200)
    form = {"name": "mine", "permissions": []}
    assert staff.post(address(Group, "change", group.pk), form).status_code == 403
    assert "/auth/group/" not in staff.get(reverse("admin:index")).content.decode()


@pytest.mark.parametrize("model", [PriceOverride, Connection])
def test_whom_staff_governs_is_asked_once_a_page(client, mine, model):
    row = model.objects.filter(organization=mine).first()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address(model, "change", row.pk)).status_code == 200
    roles = [query["sql"] for query in asked if '"role" IN' in query["sql"]]
    assert len(roles) == len(set(roles)) > 0


def test_what_staff_governs_is_asked_anew_of_each_page(client, mine):
    page = address(Organization, "change", mine.pk)
    assert "memberships-0-role" in client.get(page).content.decode()
    Membership.objects.filter(organization=mine).update(role=Role.VIEWER)
    assert client.post(page, {"name": "other"}).status_code == 403
