"""Bearer tokens: what each may do, where, and until when."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from experiments.models import Run
from experiments.tests.factories import ArmFactory, RunFactory
from organizations.errors import Invalid
from organizations.models import ApiToken, Membership
from organizations.roles import Role, Scope
from organizations.tests.factories import MembershipFactory, OrganizationFactory
from organizations.tests.http import API, JSON, bearer, bearer_of, client_of
from organizations.tokens import create_token, revoke_token, token_of
from providers.tests.factories import AllowlistEntryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    return RunFactory(experiment__organization__slug="acme")


@pytest.fixture
def acme(run):
    return run.experiment.organization


def read(client, run):
    return client.get(f"{API}/runs/{run.pk}/")


def cancel(client, run):
    return client.post(f"{API}/runs/{run.pk}/cancel/", content_type=JSON)


def assert_not_valid(response):
    assert (response.status_code, response.json()["code"]) == (401, "token_invalid")
    assert response["WWW-Authenticate"] == 'Bearer realm="api", error="invalid_token"'


def test_a_value_is_shown_once_and_only_its_digest_is_kept(acme):
    member = MembershipFactory(organization=acme)
    made = create_token(member.user, acme, name="ci", scope=Scope.READ)
    assert made.value.startswith("bko_")
    assert len(made.value) >= 64
    stored = ApiToken.objects.filter(pk=made.token.pk).values().get()
    assert made.value not in str(stored)
    assert made.value not in repr(made)
    assert token_of(made.value) == made.token
    lasts = made.token.expiry - timezone.now()
    assert timedelta(days=89) < lasts < timedelta(days=91)


@pytest.mark.parametrize("scope", Scope)
def test_every_scope_reads(run, acme, scope):
    assert read(bearer_of(acme, scope=scope), run).status_code == 200


@pytest.mark.parametrize(
    ("scope", "role", "status", "code"),
    [
        (Scope.READ, Role.ADMIN, 403, "scope_too_low"),
        (Scope.RUN, Role.VIEWER, 403, "role_too_low"),
        (Scope.ADMIN, Role.VIEWER, 403, "role_too_low"),
        (Scope.RUN, Role.EDITOR, 202, None),
        (Scope.ADMIN, Role.EDITOR, 202, None),
        (Scope.RUN, Role.ADMIN, 202, None),
    ],
)
def test_steering_a_run_takes_both_scope_and_role(run, acme, scope, role, status, code):
    response = cancel(bearer_of(acme, role, scope=scope), run)
    assert response.status_code == status
    assert code is None or response.json()["code"] == code


def test_starting_a_run_takes_the_scope_run(acme):
    arm = ArmFactory(experiment__organization=acme)
    AllowlistEntryFactory(organization=acme)
    address = f"{API}/experiments/{arm.experiment_id}/runs/"
    assert bearer_of(acme, Role.EDITOR, scope=Scope.READ).post(address).status_code == 403
    started = bearer_of(acme, Role.EDITOR, scope=Scope.RUN).post(address, content_type=JSON)
    assert started.status_code == 202
    assert Run.objects.get(pk=started.json()["id"]).experiment_id == arm.experiment_id


def test_a_lower_role_counts_from_the_next_request_on(run, acme):
    client = bearer_of(acme, Role.EDITOR)
    assert cancel(client, run).status_code == 202
    Membership.objects.update(role=Role.VIEWER)
    assert cancel(client, run).status_code == 403
    assert read(client, run).status_code == 200


def test_who_was_removed_finds_nothing_from_the_next_request_on(run, acme):
    client = bearer_of(acme, Role.ADMIN)
    Membership.objects.all().delete()
    assert read(client, run).status_code == 404
    assert cancel(client, run).status_code == 404


def test_a_token_reaches_one_organisation_though_its_user_is_in_two(run, acme):
    user = MembershipFactory(organization=acme, role=Role.ADMIN).user
    other = MembershipFactory(user=user, role=Role.ADMIN).organization
    theirs = RunFactory(experiment__organization=other)
    client = bearer(user, acme)
    assert read(client, run).status_code == 200
    for ask in (read, cancel):
        assert ask(client, theirs).status_code == 404
    assert client.get(f"{API}/organizations/{other.slug}/experiments/").status_code == 404
    assert cancel(bearer(user, other), theirs).status_code == 202


def test_revoked_expired_and_made_up_tokens_are_good_for_nothing(run, acme):
    revoked, expired = bearer_of(acme), bearer_of(acme)
    newest, oldest = ApiToken.objects.order_by("-id")
    revoke_token(oldest)
    ApiToken.objects.filter(pk=newest.pk).update(expiry=timezone.now() - timedelta(seconds=1))
    for client in (revoked, expired, Client(headers={"Authorization": "Bearer bko_made-up"})):
        assert_not_valid(read(client, run))
    assert ApiToken.objects.count() == 2


def test_a_token_of_somebody_who_may_not_sign_in_is_good_for_nothing(run, acme):
    client = bearer_of(acme)
    user = ApiToken.objects.get().user
    user.is_active = False
    user.save()
    assert_not_valid(read(client, run))


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer a b", "Bearer é", "bearer x", "Bearer " + "x" * 5000, "Bearer \0"]
)
def test_a_malformed_header_is_a_401(run, header):
    assert_not_valid(read(Client(headers={"Authorization": header}), run))


def test_a_bad_token_is_not_rescued_by_a_session(run, acme):
    client = client_of(acme)
    assert read(client, run).status_code == 200
    response = client.get(f"{API}/runs/{run.pk}/", headers={"Authorization": "Bearer bko_x"})
    assert_not_valid(response)


def test_a_token_needs_no_csrf_token_and_does_not_open_the_pages(run, acme):
    client = bearer_of(acme, Role.EDITOR)
    client.handler.enforce_csrf_checks = True
    assert cancel(client, run).status_code == 202
    assert client.get(f"/runs/{run.pk}/").status_code == 302
    assert client.get("/admin/").status_code == 302


def test_use_is_noted_at_most_once_a_minute(run, acme):
    client = bearer_of(acme)
    read(client, run)
    first = ApiToken.objects.get().last_used_at
    assert first is not None
    read(client, run)
    assert ApiToken.objects.get().last_used_at == first
    ApiToken.objects.update(last_used_at=first - timedelta(seconds=61))
    read(client, run)
    assert ApiToken.objects.get().last_used_at >= first


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_token_lasts_a_day_to_a_year(acme, days):
    member = MembershipFactory(organization=acme)
    with pytest.raises(Invalid, match="from 1 to 365"):
        create_token(member.user, acme, name="ci", scope=Scope.READ, days=days)


def test_a_token_is_for_members(acme):
    with pytest.raises(Invalid, match="not a member"):
        create_token(MembershipFactory().user, acme, name="ci", scope=Scope.READ)


def test_the_command_prints_the_value_alone_and_once(run, acme, capsys):
    member = MembershipFactory(organization=acme, role=Role.EDITOR)
    call_command("create_token", member.user.username, "acme", name="ci", scope="run", days=7)
    printed = capsys.readouterr()
    value = printed.out.strip()
    assert value.startswith("bko_")
    assert value not in printed.err
    client = Client(headers={"Authorization": f"Bearer {value}"})
    assert cancel(client, run).status_code == 202

    token = ApiToken.objects.get()
    call_command("list_tokens", "acme")
    listed = capsys.readouterr().out
    assert f"{token.pk}\t{member.user.username}\trun\tactive" in listed
    assert value not in listed
    call_command("revoke_token", str(token.pk))
    assert_not_valid(read(client, run))


@pytest.mark.parametrize(
    ("user", "organization", "options", "said"),
    [
        ("nobody", "acme", {}, "no user nobody"),
        ("ada", "nowhere", {}, "no organisation nowhere"),
        ("ada", "acme", {"days": 1000}, "1 to 365"),
    ],
)
def test_the_command_says_what_is_wrong(acme, user, organization, options, said):
    MembershipFactory(organization=acme, user__username="ada")
    OrganizationFactory(slug="other")
    with pytest.raises(CommandError, match=said):
        call_command("create_token", user, organization, name="ci", **options)
