import factory

from organizations.tests.factories import ModelFactory, OrganizationFactory
from providers.kinds import ProviderKind
from providers.models import AllowlistEntry, Connection


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
