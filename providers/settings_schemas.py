"""The settings of a connection, one schema per kind."""

from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import SplitResult, urlsplit

import httpx2
from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class ConnectionSettings(BaseModel):
    """Unknown keys are errors; nothing is converted from one type to another. `address` names
    the setting whose host the credential is bound to, None where nothing is called."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    address: ClassVar[str | None] = "base_url"


def _http_url(value: str) -> str:
    if not value.isascii() or not value.isprintable() or set(value) & set(" \\"):
        raise ValueError("expected a URL of plain ASCII characters")
    parts = _split(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("expected a URL that starts with http:// or https:// and names a host")
    if "@" in parts.netloc:
        raise ValueError("expected a URL without a user name or password")
    if "?" in value or "#" in value:
        raise ValueError("expected a URL without a query or fragment")
    return value.rstrip("/")


def _split(value: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        _ = parts.port  # parsed only when asked for
        httpx2.URL(value)
    except (ValueError, httpx2.InvalidURL):
        raise ValueError("expected a valid URL such as https://host:8080/v1") from None
    return parts


def _header_text(value: str) -> str:
    if not value.isascii() or not value.isprintable() or value != value.strip():
        raise ValueError("expected plain ASCII text that fits in a header")
    return value


HttpUrl = Annotated[str, AfterValidator(_http_url)]
HeaderText = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_header_text)]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class OpenAISettings(ConnectionSettings):
    """`base_url` is what precedes /chat/completions and /responses."""

    base_url: HttpUrl = "https://api.openai.com/v1"
    organization: HeaderText | None = None
    project: HeaderText | None = None
    api: Literal["chat", "responses"] = "chat"


class AzureOpenAISettings(ConnectionSettings):
    """/openai/… is appended to `endpoint`. `deployments` maps a model to the deployment that
    serves it; a model that is not named there is the deployment's own name."""

    address: ClassVar[str | None] = "endpoint"

    endpoint: HttpUrl
    api: Literal["classic", "v1"] = "v1"
    api_version: HeaderText | None = None
    deployments: dict[Name, Name] | None = None
    auth: Literal["key", "entra"] = "key"


class OpenRouterSettings(ConnectionSettings):
    """`routing` is sent as the body's `provider` object; `referer` and `title` name the caller."""

    base_url: HttpUrl = "https://openrouter.ai/api/v1"
    referer: HeaderText | None = None
    title: HeaderText | None = None
    routing: dict[str, Any] | None = None


class AnthropicSettings(ConnectionSettings):
    """`base_url` is what precedes /v1/messages. `organization` and `project` are for the record:
    the key alone decides them, and the API takes neither. The latest `api_version` refuses
    `temperature` and `top_p` for every model, the one before only for those from Claude 4.7 on."""

    base_url: HttpUrl = "https://api.anthropic.com"
    api_version: Literal["2026-10-21", "2023-06-01"] = "2026-10-21"
    organization: HeaderText | None = None
    project: HeaderText | None = None


class OpenAICompatibleSettings(ConnectionSettings):
    """`base_url` is what precedes /chat/completions."""

    base_url: HttpUrl


class DemoSettings(ConnectionSettings):
    """Nothing to set: the answers ship with Bakeoff."""

    address: ClassVar[str | None] = None
