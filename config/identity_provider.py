"""The identity provider that people may sign in through, from the environment."""

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.env import Environment

ISSUER, CLIENT_ID = "BAKEOFF_OIDC_ISSUER", "BAKEOFF_OIDC_CLIENT_ID"
CLIENT_SECRET, NAME = "BAKEOFF_OIDC_CLIENT_SECRET", "BAKEOFF_OIDC_NAME"
LONGEST = {ISSUER: 200, NAME: 40}  # characters, as the columns have


def identity_provider(env: Environment) -> dict[str, Any]:
    """SOCIALACCOUNT_PROVIDERS, as allauth reads it, with one provider or none. Accounts are kept
    under the issuer's address: another issuer's subjects are other people."""
    given = {name: env.text(name, default="") for name in (ISSUER, CLIENT_ID, CLIENT_SECRET, NAME)}
    apps = [_app(given)] if any(given.values()) else []
    return {
        "openid_connect": {
            "provider_class": "organizations.sign_in.oidc.Provider",
            "OAUTH_PKCE_ENABLED": True,
            "APPS": apps,
        }
    }


def _app(given: dict[str, str]) -> dict[str, Any]:
    for name in (ISSUER, CLIENT_ID, CLIENT_SECRET):
        if not given[name]:
            raise ImproperlyConfigured(f"{name} must be set where any other BAKEOFF_OIDC_… is.")
    for name, longest in LONGEST.items():
        if len(given[name]) > longest:
            raise ImproperlyConfigured(f"{name} must have at most {longest} characters.")
    if not _is_issuer(given[ISSUER]):
        raise ImproperlyConfigured(
            f"{ISSUER} must be an address such as https://login.example.org."
        )
    return {
        "provider_id": given[ISSUER],
        "name": given[NAME] or "single sign-on",
        "client_id": given[CLIENT_ID],
        "secret": given[CLIENT_SECRET],
        "settings": {"server_url": given[ISSUER]},
    }


def _is_issuer(address: str) -> bool:
    """https without query, fragment or user, as Discovery (§2) has it; http to this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    if not host or parts.query or parts.fragment or "@" in parts.netloc:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(host))


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
