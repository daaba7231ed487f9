"""Who changed what, however it was done: in the admin, with a token, or by the operator."""

import pytest
from auditlog.registry import auditlog
from django.apps import apps
from django.test import override_settings
from django.urls import reverse

from config.audit import client_address
from config.audited import AUDITED
from evaluation.tests.factories import EvaluatorProfileFactory
from experiments.models import Experiment
from experiments.tests.definitions import body_for, change, define, defining_organization
from experiments.tests.factories import ArmFactory
from experiments.tests.runs import arm
from organizations.audit.models import AuditEntry, organization_of
from organizations.models import Organization
from organizations.roles import Role, Scope
from organizations.tests.factories import MembershipFactory
from organizations.tests.http import API, JSON, client_of
from organizations.tests.staff import signed_in, staff_of, superuser
from organizations.tokens import create_token
from providers.models import AllowlistEntry
from providers.tests.factories import AllowlistEntryFactory, ConnectionFactory

pytestmark = pytest.mark.django_db

# What runs write by the thousand, what is written with its parent and never again, and what
# keeps a story of its own.
NOT_AUDITED = {
    "organizations_audit.AuditEntry",
    "providers.PolicyDenial",
    "providers.Breaker",
    "providers.Spending",
    "experiments.Task",
    "experiments.RunArm",
    "experiments.Attempt",
    "experiments.Artifact",
    "experiments.Validation",
    "experiments.ProviderCall",
    "experiments.IdempotentRequest",
    "experiments.Reconciling",
    "experiments.WorkerBeat",
    "evaluation.RunProfile",
    "evaluation.Evaluation",
    "evaluation.BoundaryKey",
    "evaluation.InjectionReport",
    "evaluation.HumanLabel",
    "evaluation_internal.Rationale",
    "leaderboards.RunSummary",
    "leaderboards.SummaryCells",
    "leaderboards.Comparison",
}


def latest(row):
    return AuditEntry.objects.of_object(type(row), object_pk=str(row.pk)).first()


def test_every_table_of_ours_is_audited_or_said_not_to_be():
    ours = {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.split(".")[0]
        in ("organizations", "providers", "experiments", "evaluation", "leaderboards")
    }
    audited = {each["model"] for each in AUDITED}
    assert ours - audited <= NOT_AUDITED
    assert audited & NOT_AUDITED == set()


def test_no_field_that_may_hold_a_secret_is_audited():
    fields = {
        (model, name)
        for model, names in ((e["model"], e["include_fields"]) for e in AUDITED)
        for name in names
    }
    secret = {"digest", "token_key", "data", "extra_data", "last_login", "acting_token"}
    assert {(model, name) for model, name in fields if name in secret} <= {
        ("experiments.TaskSet", "digest"),
        ("evaluation.Rubric", "digest"),
        ("evaluation.PromptTemplate", "digest"),
        ("evaluation.EvaluatorProfile", "digest"),
    }
    for each in AUDITED:
        for name in each["include_fields"]:
            apps.get_model(each["model"])._meta.get_field(name)


def test_a_change_in_the_admin_has_its_actor_and_address():
    entry = AllowlistEntryFactory(enabled=True)
    user = staff_of(entry.organization)
    form = {"allowed_models": '["gpt-5*"]', "monthly_budget_usd": "5"}
    page = reverse("admin:providers_allowlistentry_change", args=[entry.pk])
    assert signed_in(user).post(page, form, REMOTE_ADDR="192.0.2.9").status_code == 302
    change = latest(entry)
    assert (change.actor, change.remote_addr) == (user, "192.0.2.9")
    assert change.organization_id == entry.organization_id
    assert change.changes["enabled"] == [True, False]
    assert change.changes["allowed_models"] == [["*"], ["gpt-5*"]]
    assert change.cid


def test_a_change_over_the_api_has_the_user_of_the_session():
    entry = AllowlistEntryFactory()
    client = client_of(entry.organization, Role.ADMIN)
    _disable_over_the_api(client, entry)
    assert latest(entry).actor == entry.organization.memberships.get().user


def test_a_change_with_a_bearer_token_has_the_user_and_the_name_of_the_token(client):
    entry = AllowlistEntryFactory()
    member = MembershipFactory(organization=entry.organization, role=Role.ADMIN)
    made = create_token(member.user, entry.organization, name="robot", scope=Scope.ADMIN)
    _disable_over_the_api(client, entry, HTTP_AUTHORIZATION=f"Bearer {made.value}")
    change = latest(entry)
    assert change.actor == member.user
    assert change.additional_data == {"token": "robot"}
    assert made.value not in str(list(AuditEntry.objects.values()))


def _disable_over_the_api(client, entry, **headers):
    address = f"{API}/organizations/{entry.organization.slug}/providers/{entry.provider}/"
    etag = client.get(address, **headers)["ETag"]
    response = client.patch(
        address, {"enabled": False}, content_type=JSON, HTTP_IF_MATCH=etag, **headers
    )
    assert response.status_code == 200, response.content
    entry.refresh_from_db()
    assert not entry.enabled


def test_signing_in_is_no_change_of_the_account():
    user = superuser()
    before = AuditEntry.objects.count()
    client = signed_in(user)
    client.get(reverse("admin:index"))
    assert AuditEntry.objects.count() == before


def test_what_hangs_from_an_experiment_or_a_profile_belongs_to_its_organisation():
    arm, profile = ArmFactory(), EvaluatorProfileFactory()
    assert organization_of(arm) == arm.experiment.organization_id
    assert organization_of(profile) == profile.organization_id
    assert organization_of(profile.rubric) == profile.organization_id


def test_deleting_an_organisation_leaves_the_whole_story_to_superusers():
    entry, connection = AllowlistEntryFactory(), None
    connection = ConnectionFactory(organization=entry.organization)
    organization = entry.organization
    pk = organization.pk
    organization.delete()
    left = AuditEntry.objects.filter(organization_id=pk, action=AuditEntry.Action.DELETE)
    assert {each.content_type.model_class() for each in left} == {
        type(entry),
        type(connection),
        Organization,
    }
    page = signed_in(superuser()).get(reverse("admin:organizations_audit_auditentry_changelist"))
    assert page.status_code == 200
    for each in left:
        one = reverse("admin:organizations_audit_auditentry_change", args=[each.pk])
        assert signed_in(superuser()).get(one).status_code == 200


def test_an_experiment_changed_over_the_api_tells_what_became_of_each_arm():
    owner = defining_organization()
    client = client_of(owner, Role.EDITOR)
    body = body_for(owner)
    made = define(client, owner, body)
    experiment = Experiment.objects.get()
    changed, dropped = experiment.arms.order_by("key")
    arms = [arm(0, model="another-model"), arm(2)]
    answer = change(client, experiment, "put", body | {"arms": arms}, match=made["ETag"])
    assert answer.status_code == 200, answer.content
    assert latest(changed).changes == {"model": [changed.model, "another-model"]}
    assert latest(dropped).action == AuditEntry.Action.DELETE
    assert latest(experiment.arms.get(key=arms[1]["key"])).action == AuditEntry.Action.CREATE
    for row in (changed, dropped):
        assert latest(row).organization_id == owner.pk
        assert latest(row).actor == owner.memberships.get().user


def test_disabling_in_a_list_is_recorded_like_any_other_change():
    entry = AllowlistEntryFactory()
    client = signed_in(staff_of(entry.organization))
    form = {"action": "disable", "_selected_action": [entry.pk], "confirmed": "Disable"}
    client.post(reverse("admin:providers_allowlistentry_changelist"), form)
    assert latest(entry).changes == {"enabled": [True, False]}
    assert AllowlistEntry.objects.filter(enabled=False).count() == 1


@pytest.mark.parametrize("registered", [each["model"] for each in AUDITED])
def test_what_is_listed_is_registered(registered):
    assert auditlog.contains(apps.get_model(registered))


@pytest.mark.parametrize(
    ("https", "end", "forwarded", "address"),
    [
        (False, "192.0.2.1", "", "192.0.2.1"),
        (False, "192.0.2.1", "198.51.100.9", "192.0.2.1"),
        (True, "10.0.0.1", "198.51.100.9", "198.51.100.9"),
        (True, "10.0.0.1", "spoofed, 198.51.100.9", "198.51.100.9"),
        (True, "10.0.0.1", "", "10.0.0.1"),
        (True, "10.0.0.1", "nonsense", None),
        (False, "", "", None),
        (True, "10.0.0.1", "2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_address_is_what_our_own_side_saw(rf, https, end, forwarded, address):
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    with override_settings(HTTPS=https):
        assert client_address(rf.get("/", REMOTE_ADDR=end, **headers)) == address
