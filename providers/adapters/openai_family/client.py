"""The OpenAI SDK as the carrier of the traffic: one request out, one raw answer back."""

import asyncio
import time
from collections.abc import Mapping

import httpx2
import openai
from openai import AsyncOpenAI

from providers.adapters.openai_family.answer import Answer
from providers.codes import ErrorCode
from providers.contract import ProviderError
from providers.endpoint import Endpoint
from providers.secrets import Secret
from providers.transport import guarded_client


def bearer(secret: Secret | None) -> dict[str, str]:
    """The header that carries a secret, none where there is none."""
    return {"authorization": f"Bearer {secret.reveal()}"} if secret else {}


def open_client(endpoint: Endpoint, *, base_url: str, headers: Mapping[str, str]) -> AsyncOpenAI:
    """A client that sends `headers`, the credential among them, and none of its own making.

    The SDK never sees the secret: the transport adds it, and drops the SDK's own. Every setting
    that the SDK would look up in its environment is given here.
    """
    return AsyncOpenAI(
        base_url=base_url,
        api_key="not-sent",
        admin_api_key="",
        organization="",
        project="",
        webhook_secret="",
        max_retries=0,
        timeout=None,
        http_client=guarded_client(allowed_networks=endpoint.allowed_networks, headers=headers),
    )


async def post(client: AsyncOpenAI, path: str, *, content: bytes, timeout_seconds: float) -> Answer:
    """Send one request and read its answer, whatever the status, within the deadline.

    `client.post` with the raw response skips the SDK's typed parsing, which lets exceptions of
    any kind escape and costs up to a fifth of the CPU. Raises ProviderError.
    """
    started = time.monotonic()
    try:
        async with asyncio.timeout(timeout_seconds):
            response = await client.post(path, cast_to=httpx2.Response, content=content)
    except TimeoutError:
        raise ProviderError(
            ErrorCode.TIMEOUT, f"The provider did not answer within {timeout_seconds:g} s."
        ) from None
    except openai.APIStatusError as refusal:
        response = refusal.response
    except openai.APIConnectionError:
        raise ProviderError(
            ErrorCode.CONNECTION_ERROR, "The connection to the provider failed."
        ) from None
    return Answer(
        status=response.status_code,
        headers=response.headers,
        body=response.content,
        latency_ms=(time.monotonic() - started) * 1000,
    )
