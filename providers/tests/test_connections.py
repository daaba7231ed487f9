"""The registry, and adapters opened from connections."""

import asyncio
import subprocess
import sys

import pytest

from organizations.tests.factories import OrganizationFactory
from providers.adapters.demo import DemoProvider
from providers.adapters.openai_compatible import OpenAICompatibleProvider
from providers.codes import ErrorCode
from providers.connections import ProviderPool, credential_for, open_provider
from providers.contract import ProviderError
from providers.kinds import ProviderKind
from providers.models import Connection
from providers.registry import PROVIDERS
from providers.secrets import CredentialUnavailable, Secret
from providers.tests.servers import LOOPBACK, reply, request, serving


def connection(**changes) -> Connection:
    return Connection(
        **{
            "name": "c",
            "provider": ProviderKind.OPENAI_COMPATIBLE,
            "settings": {"base_url": "http://127.0.0.1:9/v1"},
            **changes,
        }
    )


def test_every_kind_has_its_row():
    assert set(PROVIDERS) == set(ProviderKind)


def test_only_the_demo_is_simulated():
    assert {kind for kind, row in PROVIDERS.items() if row.simulated} == {ProviderKind.DEMO}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [({}, OpenAICompatibleProvider), ({"provider": "demo", "settings": {}}, DemoProvider)],
)
def test_a_connection_opens_the_adapter_of_its_kind(changes, expected):
    provider = open_provider(connection(**changes), secret=None, allowed_networks=())
    assert isinstance(provider, expected)
    asyncio.run(provider.aclose())


@pytest.mark.parametrize(
    "settings", [{}, {"base_url": "ftp://x"}, {"base_url": "http://a/v1", "more": 1}]
)
def test_bad_settings_are_a_config_error_without_the_settings_in_it(settings):
    with pytest.raises(ProviderError) as raised:
        open_provider(connection(settings=settings), secret=None, allowed_networks=())
    assert raised.value.code is ErrorCode.CONFIG_ERROR
    assert not raised.value.retryable


def test_a_pool_opens_one_adapter_per_endpoint_and_credential():
    async def run():
        pool = ProviderPool(allowed_networks=())
        one, two = connection(), connection()
        first = pool.provider(one, secret=Secret("a"))
        assert pool.provider(one, secret=Secret("a")) is first
        assert pool.provider(one, secret=Secret("b")) is not first
        assert pool.provider(two, secret=Secret("a")) is not first
        one.settings = {"base_url": "http://127.0.0.1:10/v1"}
        assert pool.provider(one, secret=Secret("a")) is not first
        await pool.aclose_all()
        assert pool.provider(one, secret=Secret("a")) is not first
        await pool.aclose_all()

    asyncio.run(run())


def test_a_pool_calls_within_the_operators_networks():
    async def run():
        async with serving(reply()) as served:
            there = connection(settings={"base_url": served.base_url})
            pool = ProviderPool(allowed_networks=LOOPBACK)
            generation = await pool.provider(there, secret=Secret("k")).generate(request())
            await pool.aclose_all()
            return generation, served

    generation, served = asyncio.run(run())
    assert generation.text == "Hello"
    assert served.asked[0].headers["authorization"] == "Bearer k"


@pytest.mark.django_db
def test_a_connection_gets_the_credential_it_may_have(monkeypatch):
    acme = OrganizationFactory(slug="acme")
    monkeypatch.setenv("BAKEOFF_CREDENTIAL_ACME_MAIN", "k")
    reference = "env:BAKEOFF_CREDENTIAL_ACME_MAIN"
    bound = {"credential_origin": "http://127.0.0.1:9", "credential_reference": reference}
    assert credential_for(connection(**bound), organization=acme) == Secret("k")
    assert credential_for(connection(), organization=acme) is None
    demo = connection(provider="demo", settings={}, credential_reference=reference)
    assert credential_for(demo, organization=acme) is None
    with pytest.raises(CredentialUnavailable):
        credential_for(
            connection(**bound | {"credential_reference": "env:HOME"}), organization=acme
        )


def test_a_process_that_calls_nobody_does_not_load_what_calls_need():
    """Every command would take twice as long to start."""
    said = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings';"
        "django.setup(); print({'openai', 'aiohttp', 'genai_prices'} & {*sys.modules})"
    )
    found = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
