"""`vault:bakeoff/<slug>/<name>[#<field>]`: a secret of HashiCorp Vault or OpenBao, through hvac.

Key-value engine, version 2; the field is `value` unless it is named. Address, token, namespace
and mount are the operator's, from the environment: VAULT_ADDR, VAULT_TOKEN, VAULT_NAMESPACE, each
also as BAKEOFF_VAULT_*, which goes first, and BAKEOFF_VAULT_MOUNT. Without a token none is sent,
for an agent beside the worker that adds its own.
"""

import os
from types import ModuleType
from typing import Any

from organizations.models import Organization
from providers.credentials.paths import check_field, split_field
from providers.secrets import CredentialUnavailable, StoreUnreachable

ROOT = "bakeoff/"
FIELD, MOUNT = "value", "secret"
TIMEOUT = (1.0, 1.0)  # seconds to connect, and between two bytes


def check(path: str, organization: Organization) -> None:
    check_field(path, organization, scheme="vault", root=ROOT)


def read(path: str) -> str:
    location, field = split_field(path)
    fields = _fields(location)
    value = fields.get(field or FIELD)
    if not isinstance(value, str):
        raise CredentialUnavailable(f"The secret {location} has no text {field or FIELD}.")
    return value


def _fields(location: str) -> dict[str, Any]:
    hvac = _library()
    from requests import RequestException

    try:
        answer = _client(hvac).secrets.kv.v2.read_secret_version(
            path=location,
            mount_point=_setting("MOUNT") or MOUNT,
            raise_on_deleted_version=True,
        )
        return dict(answer["data"]["data"])
    except hvac.exceptions.InvalidPath:
        raise CredentialUnavailable(f"Vault has no secret {location}.") from None
    except (hvac.exceptions.Forbidden, hvac.exceptions.Unauthorized):
        raise CredentialUnavailable(f"Vault does not let this server read {location}.") from None
    except (hvac.exceptions.VaultError, RequestException):
        raise StoreUnreachable("Vault did not answer.") from None
    except (KeyError, TypeError, ValueError):
        raise CredentialUnavailable(f"What Vault has at {location} is no secret.") from None


def _client(hvac: ModuleType) -> Any:
    address = _setting("ADDR")
    if not address:
        raise CredentialUnavailable("This server has no VAULT_ADDR for vault: references.")
    return hvac.Client(
        url=address,
        token=_setting("TOKEN"),
        namespace=_setting("NAMESPACE") or None,
        timeout=TIMEOUT,
        allow_redirects=False,
    )


def _setting(name: str) -> str:
    found = os.environ.get(f"BAKEOFF_VAULT_{name}") or os.environ.get(f"VAULT_{name}", "")
    return found.strip()


def _library() -> ModuleType:
    try:
        import hvac
        import hvac.exceptions
    except ImportError:
        raise CredentialUnavailable(
            "This server cannot read vault: references: requirements-secrets.txt is not installed."
        ) from None
    return hvac
