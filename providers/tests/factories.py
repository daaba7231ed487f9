from datetime import UTC, datetime
from decimal import Decimal

import factory

from organizations.tests.factories import ModelFactory, OrganizationFactory
from providers.kinds import ProviderKind
from providers.models import AllowlistEntry, Connection, PriceOverride
from providers.origins import origin_of


class AllowlistEntryFactory(ModelFactory):
    """Enabled for every model: a test that wants a denial says so."""

    class Meta:
        model = AllowlistEntry

    organization = factory.SubFactory(OrganizationFactory)
    provider = ProviderKind.OPENAI_COMPATIBLE
    enabled = True
    allowed_models = factory.LazyFunction(lambda: ["*"])


class ConnectionFactory(ModelFactory):
    """An endpoint without a credential; nothing listens there."""

    class Meta:
        model = Connection

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda number: f"connection-{number}")
    provider = ProviderKind.OPENAI_COMPATIBLE
    settings = factory.LazyFunction(lambda: {"base_url": "http://127.0.0.1:9/v1"})
    credential_reference = ""
    credential_origin = factory.LazyAttribute(
        lambda row: origin_of(row.provider, row.settings) if row.credential_reference else ""
    )


class PriceOverrideFactory(ModelFactory):
    """1 USD per million tokens in, 2 out, from a day that is long past."""

    class Meta:
        model = PriceOverride

    organization = factory.SubFactory(OrganizationFactory)
    provider = ProviderKind.OPENAI_COMPATIBLE
    model_pattern = "model-*"
    input_usd = Decimal(1)
    output_usd = Decimal(2)
    effective_from = datetime(2026, 1, 1, tzinfo=UTC)
