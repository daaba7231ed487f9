"""A server that repeats the credential does not get it into our rows.

Errors never hold text of a body; what is kept of an answer is searched for the credential, as it
is and in the two encodings in which servers and proxies repeat headers.
"""

from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from urllib.parse import quote

from providers.contract import Generation, ProviderError
from providers.secrets import REDACTED, Secret

_SHORTEST = 8  # "none", "EMPTY" and the like stand for no key, and are words of any answer


@contextmanager
def redacted(secret: Secret | None) -> Iterator[Callable[[Generation], Generation]]:
    """Gives the function that answers go through; what an error brought goes through it too."""
    safe = partial(_without, forms=_forms(secret))
    try:
        yield safe
    except ProviderError as error:
        if error.arrived is not None:
            error.arrived = safe(error.arrived)
        raise


def _forms(secret: Secret | None) -> tuple[str, ...]:
    value = secret.reveal() if secret else ""
    if len(value) < _SHORTEST:
        return ()
    encoded = b64encode(value.encode()).decode().rstrip("=")
    return (value, quote(value, safe=""), encoded)


def _without(generation: Generation, *, forms: tuple[str, ...]) -> Generation:
    if not forms:
        return generation
    return replace(
        generation,
        text=_clean(generation.text, forms) or "",
        native_finish_reason=_clean(generation.native_finish_reason, forms),
        model_served=_clean(generation.model_served, forms),
        request_id=_clean(generation.request_id, forms),
    )


def _clean(text: str | None, forms: tuple[str, ...]) -> str | None:
    for form in forms:
        text = text.replace(form, REDACTED) if text else text
    return text
