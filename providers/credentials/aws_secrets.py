"""`aws-sm:bakeoff/<slug>/<name>[#<field>]`: a secret of AWS Secrets Manager, through boto3.

Without a field the whole text is the credential; with one, the text is a JSON object that has it.
Region, account and endpoint come from AWS's own chain: environment, profile, instance role.
"""

import json
import os
from functools import lru_cache
from types import ModuleType
from typing import Any

from organizations.models import Organization
from providers.credentials.paths import check_field, split_field
from providers.secrets import CredentialUnavailable, StoreUnreachable

ROOT = "bakeoff/"
TIMEOUT = 1.0  # seconds to connect, and between two bytes
_CHAIN = (
    "AWS_ENDPOINT_URL_SECRETS_MANAGER",
    "AWS_ENDPOINT_URL",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_PROFILE",
    "AWS_ACCESS_KEY_ID",
)
_ABSENT = {"ResourceNotFoundException", "InvalidRequestException"}  # the second: being deleted
_REFUSED = {
    "AccessDeniedException",
    "DecryptionFailure",
    "ExpiredTokenException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "UnrecognizedClientException",
}


def check(path: str, organization: Organization) -> None:
    check_field(path, organization, scheme="aws-sm", root=ROOT)


def read(path: str) -> str:
    location, field = split_field(path)
    text = _text(location)
    return _field_of(text, field, location=location) if field else text


def _text(location: str) -> str:
    boto3 = _library()
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        answer = _client(
            boto3, tuple(os.environ.get(name, "") for name in _CHAIN)
        ).get_secret_value(SecretId=location)
    except ClientError as fault:
        raise _refusal(fault.response.get("Error", {}).get("Code"), location) from None
    except BotoCoreError as fault:
        raise _unreachable(type(fault).__name__) from None
    text = answer.get("SecretString")
    if not isinstance(text, str):
        raise CredentialUnavailable(f"The secret {location} is not text.")
    return text


def _refusal(code: object, location: str) -> CredentialUnavailable:
    if code in _ABSENT:
        return CredentialUnavailable(f"Secrets Manager has no secret {location}.")
    if code in _REFUSED:
        return CredentialUnavailable(f"Secrets Manager does not let this server read {location}.")
    return StoreUnreachable("Secrets Manager did not answer.")


def _unreachable(kind: str) -> CredentialUnavailable:
    if kind in {
        "NoCredentialsError",
        "NoRegionError",
        "PartialCredentialsError",
        "ProfileNotFound",
    }:
        return CredentialUnavailable(
            "This server has no AWS account or region for aws-sm: references."
        )
    return StoreUnreachable("Secrets Manager did not answer.")


def _field_of(text: str, field: str, *, location: str) -> str:
    try:
        value = json.loads(text)[field]
    except (KeyError, TypeError, ValueError, RecursionError):
        value = None
    if not isinstance(value, str):
        raise CredentialUnavailable(f"The secret {location} has no text {field}.")
    return value


@lru_cache(maxsize=4)
def _client(boto3: ModuleType, chain: tuple[str, ...]) -> Any:
    """Made once for what the environment says: it takes 50 ms, and may be used from any thread."""
    from botocore.config import Config

    once = Config(connect_timeout=TIMEOUT, read_timeout=TIMEOUT, retries={"total_max_attempts": 1})
    return boto3.session.Session().client("secretsmanager", config=once)


def _library() -> ModuleType:
    try:
        import boto3
        import boto3.session
    except ImportError:
        raise CredentialUnavailable(
            "This server cannot read aws-sm: references: requirements-secrets.txt is not installed."
        ) from None
    return boto3
