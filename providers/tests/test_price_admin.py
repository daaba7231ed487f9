"""Own prices in the admin, and the actions behind it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission

from organizations.roles import Role
from organizations.tests.factories import MembershipFactory, OrganizationFactory, UserFactory
from organizations.tests.staff import grant
from providers.actions import InvalidField
from providers.models import PriceOverride
from providers.price_actions import add_price, end_price
from providers.tests.factories import PriceOverrideFactory

pytestmark = pytest.mark.django_db
PAGE = "/admin/providers/priceoverride/"
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def ours():
    return OrganizationFactory(slug="ours")


def staff(client, organization, role=Role.ADMIN):
    user = UserFactory(is_staff=True)
    grant(user, Permission.objects.filter(content_type__app_label="providers"))
    MembershipFactory(user=user, organization=organization, role=role)
    client.force_login(user)


def posted(organization, **changes):
    moments = {"effective_from_0": "2026-06-01", "effective_from_1": "12:00:00"}
    return {
        "organization": str(organization.pk),
        "provider": "openai",
        "model_pattern": "gpt-*",
        "input_usd": "1.25",
        "output_usd": "10",
        "note": "contract of May",
        **moments,
        **changes,
    }


def test_an_admin_adds_a_price(client, ours):
    staff(client, ours)
    response = client.post(f"{PAGE}add/", posted(ours))
    assert response.status_code == 302
    price = PriceOverride.objects.get()
    assert (price.organization, price.input_usd, price.effective_from) == (
        ours,
        Decimal("1.25"),
        NOON,
    )
    assert (price.cached_input_usd, price.effective_until) == (None, None)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"input_usd": "-1"}, "not negative"),
        ({"cached_input_usd": "-0.1"}, "not negative"),
        ({"input_usd": "NaN"}, "Enter a number"),
        ({"input_usd": "0.0000001"}, "6 decimal places"),
        ({"model_pattern": ""}, "required"),
        ({"provider": "other"}, "valid choice"),
        ({"effective_until_0": "2026-05-01", "effective_until_1": "00:00"}, "before the price"),
    ],
)
def test_a_price_that_makes_no_sense_is_shown_again_with_the_reason(client, ours, changes, said):
    staff(client, ours)
    response = client.post(f"{PAGE}add/", posted(ours, **changes))
    assert response.status_code == 200
    assert said in response.content.decode()
    assert not PriceOverride.objects.exists()


def test_the_same_price_from_the_same_moment_is_there_once(client, ours):
    staff(client, ours)
    assert client.post(f"{PAGE}add/", posted(ours)).status_code == 302
    again = client.post(f"{PAGE}add/", posted(ours))
    assert "There is such a price" in again.content.decode()
    assert PriceOverride.objects.count() == 1


def test_a_price_is_ended_and_nothing_else_of_it_changes(client, ours):
    staff(client, ours)
    price = PriceOverrideFactory(organization=ours)
    until = {"effective_until_0": "2026-07-01", "effective_until_1": "00:00"}
    response = client.post(f"{PAGE}{price.pk}/change/", posted(ours, **until))
    assert response.status_code == 302
    price.refresh_from_db()
    assert price.effective_until == datetime(2026, 7, 1, tzinfo=UTC)
    assert (price.note, price.input_usd, price.model_pattern) == (
        "contract of May",
        Decimal(1),
        "model-*",
    )
    assert client.post(f"{PAGE}{price.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_lower_roles_look_but_do_not_change(client, ours, role):
    price = PriceOverrideFactory(organization=ours)
    staff(client, ours, role)
    assert client.get(f"{PAGE}{price.pk}/change/").status_code == 200
    assert client.post(f"{PAGE}{price.pk}/change/", posted(ours)).status_code == 403
    client.post(f"{PAGE}add/", posted(ours))
    assert PriceOverride.objects.get() == price


def test_prices_of_others_are_neither_seen_nor_made(client, ours):
    theirs = PriceOverrideFactory(model_pattern="canary-of-others")
    staff(client, ours)
    assert "canary" not in client.get(PAGE).content.decode()
    assert "canary" not in client.get(f"{PAGE}{theirs.pk}/change/", follow=True).content.decode()
    client.post(f"{PAGE}add/", posted(theirs.organization))
    assert PriceOverride.objects.count() == 1


def test_a_price_can_be_withdrawn_by_its_first_moment_and_not_before(ours):
    price = add_price(
        ours,
        provider="openai",
        model_pattern="m",
        input_usd=Decimal(1),
        output_usd=Decimal(1),
        effective_from=NOON,
    )
    assert end_price(price, effective_until=NOON, note="").effective_until == NOON
    with pytest.raises(InvalidField) as raised:
        end_price(price, effective_until=NOON - timedelta(seconds=1), note="")
    assert raised.value.field == "effective_until"
