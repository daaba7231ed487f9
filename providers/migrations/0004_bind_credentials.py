"""References that are there already are bound to the endpoints they were entered for."""

import logging
from urllib.parse import urlsplit

from django.db import migrations

logger = logging.getLogger(__name__)
ADDRESSES = {
    "openai": ("base_url", "https://api.openai.com/v1"),
    "azure_openai": ("endpoint", ""),
    "openrouter": ("base_url", "https://openrouter.ai/api/v1"),
    "anthropic": ("base_url", "https://api.anthropic.com"),
    "openai_compatible": ("base_url", ""),
}
PORTS = {"http": 80, "https": 443}


def bind(apps, schema_editor):
    """What cannot be read stays unbound, so that its credential is not sent."""
    connections = apps.get_model("providers.Connection").objects.using(
        schema_editor.connection.alias
    )
    for row in connections.exclude(credential_reference=""):
        row.credential_origin = origin_of(row)
        row.save(update_fields=["credential_origin"])


def say_what_goes(apps, schema_editor):
    """The step before this one has no place for them."""
    for label in ("PriceOverride", "PolicyDenial"):
        rows = apps.get_model("providers", label).objects.using(schema_editor.connection.alias)
        if count := rows.count():
            logger.warning("Going back: %d rows of providers.%s are removed.", count, label)


def origin_of(row):
    setting, default = ADDRESSES.get(row.provider, ("", ""))
    try:
        parts = urlsplit(row.settings.get(setting, default))
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        port = PORTS[parts.scheme] if parts.port is None else parts.port
        return f"{parts.scheme}://{host}:{port}" if host else ""
    except (AttributeError, KeyError, TypeError, ValueError):
        return ""


class Migration(migrations.Migration):
    dependencies = [("providers", "0003_credential_origin_prices_denials")]

    operations = [migrations.RunPython(bind, say_what_goes)]
