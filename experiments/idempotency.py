"""Doing once what is asked for twice: a key of the sender's choice stands for the first answer.

The answer is stored in the transaction that does the deed, so that there is never one without
the other. Whoever dies in between leaves a claim that runs out, and nothing done.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from experiments.models import IdempotentRequest
from organizations.digests import digest
from organizations.errors import DomainError, Invalid
from organizations.models import Organization

KEPT_FOR = timedelta(hours=24)
CLAIM = timedelta(seconds=60)
PATIENCE_S = 20.0
LOOK_S = 0.1
MAX_KEY = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    location: str
    body: Any
    replayed: bool = False


# Called with the answer inside the transaction that makes it true.
Keep = Callable[[Answer], None]


class KeyInFlight(DomainError):
    """The first request with the key is not answered yet."""

    def __init__(self) -> None:
        super().__init__(
            "idempotency_key_in_flight", "A request with this Idempotency-Key is being worked on."
        )


class KeyReused(DomainError):
    """The key stands for another request."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            "idempotency_key_reused", "This Idempotency-Key was used for another request."
        )


def valid_key(key: str) -> str:
    """Raises Invalid unless it is 1 to 255 visible ASCII characters."""
    if not (key and len(key) <= MAX_KEY and key.isascii() and key.isprintable() and key.strip()):
        raise Invalid(
            "idempotency_key_invalid",
            f"An Idempotency-Key has 1 to {MAX_KEY} visible ASCII characters.",
        )
    return key


def once(
    organization: Organization, *, key: str | None, asked: Any, act: Callable[[Keep], Answer]
) -> Answer:
    """The answer of `act`, or the one that was given to the same key within 24 hours.

    `asked` is all that makes the request what it is. Without a key there is nothing to repeat.
    What `act` raises was not done and is not kept: the key is free again.
    Raises KeyInFlight, KeyReused, Invalid.
    """
    if key is None:
        return act(lambda answer: None)
    claimed = _claim(organization, key=valid_key(key), request_digest=digest(asked))
    if claimed.status is not None:
        return Answer(
            status=claimed.status, location=claimed.location, body=claimed.body, replayed=True
        )
    try:
        return act(lambda answer: _keep(claimed, answer))
    except BaseException:
        _held(claimed).delete()
        raise


def once_awaited(
    organization: Organization,
    *,
    key: str | None,
    asked: Any,
    act: Callable[[Keep], Answer],
    patience_s: float = PATIENCE_S,
) -> Answer:
    """`once` for a form: the second press of a button waits for the answer of the first.

    A browser shows the last answer alone, so a refusal would hide that the first press worked.
    Raises KeyInFlight where there is none after `patience_s` seconds, KeyReused, Invalid.
    """
    patient_until = time.monotonic() + patience_s
    while True:
        try:
            return once(organization, key=key, asked=asked, act=act)
        except KeyInFlight:
            if time.monotonic() >= patient_until:
                raise
        time.sleep(LOOK_S)


def _claim(organization: Organization, *, key: str, request_digest: str) -> IdempotentRequest:
    """The request, answered already or ours to answer."""
    now = timezone.now()
    mine: dict[str, Any] = {"claim_token": uuid4(), "claimed_until": now + CLAIM}
    known = IdempotentRequest.objects.in_organization(organization)
    known.filter(created_at__lt=now - KEPT_FOR).delete()
    request, created = IdempotentRequest.objects.get_or_create(
        organization=organization,
        key=key,
        defaults=mine | {"request_digest": request_digest, "created_at": now},
    )
    if request.request_digest != request_digest:
        raise KeyReused
    if not created and request.status is None:
        abandoned = known.filter(pk=request.pk, status=None, claimed_until__lt=now)
        if not abandoned.update(**mine):
            raise KeyInFlight
        request.claim_token = mine["claim_token"]
    stored: IdempotentRequest = request
    return stored


def _keep(claimed: IdempotentRequest, answer: Answer) -> None:
    """Raises KeyInFlight where the claim ran out and somebody else has it: undo the deed."""
    kept = _held(claimed).update(status=answer.status, location=answer.location, body=answer.body)
    if not kept:
        raise KeyInFlight


def _held(claimed: IdempotentRequest) -> Any:
    return IdempotentRequest.objects.filter(
        pk=claimed.pk, claim_token=claimed.claim_token, status=None
    )
