"""The settings of a connection, one schema per kind."""

from typing import Annotated
from urllib.parse import SplitResult, urlsplit

import httpx2
from pydantic import AfterValidator, BaseModel, ConfigDict


class ConnectionSettings(BaseModel):
    """Unknown keys are errors; nothing is converted from one type to another."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


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


HttpUrl = Annotated[str, AfterValidator(_http_url)]


class OpenAICompatibleSettings(ConnectionSettings):
    """`base_url` is what precedes /chat/completions."""

    base_url: HttpUrl


class DemoSettings(ConnectionSettings):
    """Nothing to set: the answers ship with Bakeoff."""
