"""The one table of providers. A new kind is a file in adapters/ and a row here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from providers.adapters.anthropic import AnthropicProvider
from providers.adapters.anthropic_messages.request import message_body
from providers.adapters.azure_openai import AzureOpenAIProvider
from providers.adapters.demo import DemoProvider
from providers.adapters.openai import open_openai, openai_body
from providers.adapters.openai_compatible import OpenAICompatibleProvider
from providers.adapters.openrouter import OpenRouterProvider
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
    """What sets a kind apart. `body` writes a request and raises ProviderError where the API has
    no word for a parameter; a kind without it knows them all. `simulated` figures are labelled so
    wherever they are shown."""

    open: Callable[[Endpoint], ModelProvider]
    settings_schema: type[ConnectionSettings]
    credential: Credential
    body: Callable[[ConnectionSettings, GenerationRequest], object] | None = None
    simulated: bool = False


PROVIDERS: Mapping[ProviderKind, ProviderType] = MappingProxyType(
    {
        ProviderKind.OPENAI: ProviderType(
            open=open_openai,
            settings_schema=OpenAISettings,
            credential=Credential.REQUIRED,
            body=openai_body,
        ),
        ProviderKind.AZURE_OPENAI: ProviderType(
            open=AzureOpenAIProvider,
            settings_schema=AzureOpenAISettings,
            credential=Credential.REQUIRED,
        ),
        ProviderKind.OPENROUTER: ProviderType(
            open=OpenRouterProvider,
            settings_schema=OpenRouterSettings,
            credential=Credential.REQUIRED,
        ),
        ProviderKind.ANTHROPIC: ProviderType(
            open=AnthropicProvider,
            settings_schema=AnthropicSettings,
            credential=Credential.REQUIRED,
            body=lambda settings, request: message_body(request),
        ),
        ProviderKind.OPENAI_COMPATIBLE: ProviderType(
            open=OpenAICompatibleProvider,
            settings_schema=OpenAICompatibleSettings,
            credential=Credential.OPTIONAL,
        ),
        ProviderKind.DEMO: ProviderType(
            open=lambda endpoint: DemoProvider(),
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
