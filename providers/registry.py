"""The one table of providers. A new kind is a file in adapters/ and a row here.

Adapters are named by their dotted path and imported with their first call: the SDK behind most of
them takes as long to import as all of Django, and few processes call anybody.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.utils.module_loading import import_string

from providers.adapters.anthropic_messages.request import message_body
from providers.adapters.openai_family.request import openai_body
from providers.contract import GenerationRequest, ModelProvider
from providers.endpoint import Endpoint
from providers.kinds import ProviderKind
from providers.settings_schemas import (
    AnthropicSettings,
    AzureOpenAISettings,
    ConnectionSettings,
    DemoSettings,
    OpenAICompatibleSettings,
    OpenAISettings,
    OpenRouterSettings,
)


class Credential(StrEnum):
    REQUIRED = "required"
    OPTIONAL = "optional"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderType:
    """What sets a kind apart. `adapter` is the dotted path of what makes one out of an Endpoint.
    `body` writes a request and raises ProviderError where the API has no word for a parameter; a
    kind without it knows them all. `simulated` figures are labelled so wherever they are shown."""

    adapter: str
    settings_schema: type[ConnectionSettings]
    credential: Credential
    body: Callable[[ConnectionSettings, GenerationRequest], object] | None = None
    simulated: bool = False

    def load(self) -> Callable[[Endpoint], ModelProvider]:
        """Imports the adapter, which takes a while the first time: not in an event loop."""
        opening: Callable[[Endpoint], ModelProvider] = import_string(self.adapter)
        return opening

    def open(self, endpoint: Endpoint) -> ModelProvider:
        return self.load()(endpoint)


PROVIDERS: Mapping[ProviderKind, ProviderType] = MappingProxyType(
    {
        ProviderKind.OPENAI: ProviderType(
            adapter="providers.adapters.openai.open_openai",
            settings_schema=OpenAISettings,
            credential=Credential.REQUIRED,
            body=openai_body,
        ),
        ProviderKind.AZURE_OPENAI: ProviderType(
            adapter="providers.adapters.azure_openai.AzureOpenAIProvider",
            settings_schema=AzureOpenAISettings,
            credential=Credential.REQUIRED,
        ),
        ProviderKind.OPENROUTER: ProviderType(
            adapter="providers.adapters.openrouter.OpenRouterProvider",
            settings_schema=OpenRouterSettings,
            credential=Credential.REQUIRED,
        ),
        ProviderKind.ANTHROPIC: ProviderType(
            adapter="providers.adapters.anthropic.AnthropicProvider",
            settings_schema=AnthropicSettings,
            credential=Credential.REQUIRED,
            body=lambda settings, request: message_body(request),
        ),
        ProviderKind.OPENAI_COMPATIBLE: ProviderType(
            adapter="providers.adapters.openai_compatible.OpenAICompatibleProvider",
            settings_schema=OpenAICompatibleSettings,
            credential=Credential.OPTIONAL,
        ),
        ProviderKind.DEMO: ProviderType(
            adapter="providers.adapters.demo.open_demo",
            settings_schema=DemoSettings,
            credential=Credential.NONE,
            simulated=True,
        ),
    }
)


def provider_type(kind: str) -> ProviderType:
    """The row of a kind that passed the database's check."""
    return PROVIDERS[ProviderKind(kind)]


def is_simulated(provider: str) -> bool:
    """Whether figures of this provider are simulated; an imported run may name any provider."""
    return provider in ProviderKind.values and provider_type(provider).simulated


def load_all() -> None:
    """Before the first call, in a process that will make many of any kind."""
    for row in PROVIDERS.values():
        row.load()
