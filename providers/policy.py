"""The organisation's allowlist: what is not explicitly allowed is denied."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from organizations.models import Organization
from providers.codes import DenialCode
from providers.models import AllowlistEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial:
    """Why a call may not be made, in public words."""

    code: DenialCode
    message: str


def denial(entry: AllowlistEntry | None, *, provider: str, model: str) -> Denial | None:
    """None where the provider is enabled and a pattern (fnmatch, case matters) fits the model."""
    if entry is None or not entry.enabled:
        return Denial(
            code=DenialCode.PROVIDER_NOT_ALLOWED,
            message=f"The provider {provider} is not enabled for this organisation.",
        )
    if not any(fnmatchcase(model, pattern) for pattern in _patterns(entry)):
        return Denial(
            code=DenialCode.MODEL_NOT_ALLOWED,
            message=f"The model {model} is not among the allowed models of {provider}.",
        )
    return None


def entries_of(organization: Organization) -> dict[str, AllowlistEntry]:
    """The organisation's entries by provider, in one query."""
    return {entry.provider: entry for entry in AllowlistEntry.objects.in_organization(organization)}


def _patterns(entry: AllowlistEntry) -> list[str]:
    listed = entry.allowed_models if isinstance(entry.allowed_models, list) else []
    return [pattern for pattern in listed if isinstance(pattern, str)]
