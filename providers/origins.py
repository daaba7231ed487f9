"""Where a connection's requests go, as far as a credential is concerned: scheme, host, port."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from providers.registry import provider_type

_PORTS = {"http": 80, "https": 443}


def origin_of(provider: str, settings: Mapping[str, Any]) -> str:
    """`https://api.example.org:443`, defaults of the kind counted in.

    Empty where the kind calls nothing, or the settings do not fit it.
    """
    row = provider_type(provider)
    try:
        checked = row.settings_schema.model_validate(dict(settings))
    except ValidationError:
        return ""
    return origin_of_url(getattr(checked, checked.address)) if checked.address else ""


def origin_of_url(url: str) -> str:
    """Of a URL that a settings schema let through."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    port = _PORTS[parts.scheme] if parts.port is None else parts.port
    return f"{parts.scheme}://{shown}:{port}"
