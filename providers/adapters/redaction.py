"""A server that repeats the credential does not get it into our rows.

Errors never hold text of a body; what is kept of an answer is searched for the credential, in the
spellings that providers.redaction knows.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from providers.contract import Generation, ProviderError
from providers.redaction import redact
from providers.secrets import Secret


@contextmanager
def redacted(secret: Secret | None) -> Iterator[Callable[[Generation], Generation]]:
    """Gives the function that answers go through; what an error brought goes through it too."""
    safe = partial(_without, value=secret.reveal() if secret else "")
    try:
        yield safe
    except ProviderError as error:
        if error.arrived is not None:
            error.arrived = safe(error.arrived)
        raise


def _without(generation: Generation, *, value: str) -> Generation:
    if not value:
        return generation
    clean = partial(_clean, value=value)
    return replace(
        generation,
        text=redact(generation.text, value),
        native_finish_reason=clean(generation.native_finish_reason),
        model_served=clean(generation.model_served),
        request_id=clean(generation.request_id),
    )


def _clean(text: str | None, *, value: str) -> str | None:
    return redact(text, value) if text else text
