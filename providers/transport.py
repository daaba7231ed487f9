"""The one way out: an httpx2 transport, so that any SDK built on httpx2 can stand on it.

It connects only to addresses that the egress rules allow, follows no redirect, reads no
proxy, cookie or netrc, sends no header that an SDK picked up from its environment, and reads no
more of a body than the cap. What it refuses it raises as ProviderError, which the SDKs let
through unchanged.

aiohttp carries the bytes: with 64 calls in flight the OpenAI SDK costs 0.7-0.9 ms of CPU a call
on it against 1.6 ms on its own httpx2 pool, and its connector shows every socket's address
before connecting, names and literals alike, which is where egress has to be enforced.
"""

import socket
import ssl
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import aiohttp
import httpx2
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from providers.body import CappedBody
from providers.codes import ErrorCode
from providers.contract import ProviderError
from providers.egress import EgressRefused, Network, check_address, check_addresses

# Common servers close an idle connection after 5 s; reusing it later would only meet a reset.
KEEPALIVE_SECONDS = 4.0
CHUNK_BYTES = 64 * 1024
# What an SDK may say for itself. Its other headers are telemetry, or come from variables such as
# OPENAI_CUSTOM_HEADERS and OPENAI_ORG_ID and would go to any host. Authorization is the adapter's.
_SDK_HEADERS = frozenset({"accept", "content-type", "host", "user-agent"})
# They describe the body before it was decoded, or the connection.
_DROPPED_HEADERS = frozenset(
    {
        b"connection",
        b"content-encoding",
        b"content-length",
        b"content-type",
        b"keep-alive",
        b"transfer-encoding",
    }
)


def guarded_client(
    *,
    allowed_networks: tuple[Network, ...],
    headers: Mapping[str, str] | None = None,
    resolver: AbstractResolver | None = None,
) -> httpx2.AsyncClient:
    """An httpx2 client for an SDK's `http_client`. `headers` (credentials included)
    go with every request, and no other header of consequence does."""
    transport = GuardedTransport(
        allowed_networks=allowed_networks, headers=headers or {}, resolver=resolver
    )
    return httpx2.AsyncClient(
        transport=transport, trust_env=False, follow_redirects=False, timeout=None
    )


class GuardedTransport(httpx2.AsyncBaseTransport):
    """Used within one event loop. Deadlines are the caller's: cancelling closes the connection."""

    def __init__(
        self,
        *,
        allowed_networks: tuple[Network, ...],
        headers: Mapping[str, str],
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._allowed = allowed_networks
        self._headers = {"accept-encoding": "identity", **headers}
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        try:
            return await self._exchange(request)
        except EgressRefused as refusal:
            raise ProviderError(
                ErrorCode.CONFIG_ERROR, f"The endpoint may not be called: {refusal}", sent=False
            ) from refusal
        except aiohttp.ClientResponseError as fault:
            raise ProviderError(
                ErrorCode.INVALID_RESPONSE, "The answer is not valid HTTP."
            ) from fault
        except aiohttp.InvalidURL as fault:
            raise ProviderError(
                ErrorCode.CONFIG_ERROR, "The host of the endpoint is not valid.", sent=False
            ) from fault
        except (aiohttp.ClientError, OSError, EOFError) as fault:
            raise ProviderError(
                ErrorCode.CONNECTION_ERROR, "The connection to the provider failed."
            ) from fault

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _exchange(self, request: httpx2.Request) -> httpx2.Response:
        if self._session is None:
            self._session = self._open_session()
        response = await self._session.request(
            request.method,
            URL(str(request.url), encoded=True),
            headers=_sdk_headers(request) | self._headers,
            data=request.content or None,
            allow_redirects=False,
        )
        try:
            content = await _read(response)
        except BaseException:
            response.close()
            raise
        return httpx2.Response(
            response.status,
            headers=_kept_headers(response.raw_headers),
            content=content,
            request=request,
        )

    def _open_session(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            limit=0,  # the work engine decides how many calls are in flight
            resolver=_GuardedResolver(self._resolver or ThreadedResolver(), allowed=self._allowed),
            socket_factory=self._open_socket,
            ssl=_tls_context(),
            keepalive_timeout=KEEPALIVE_SECONDS,
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
            trust_env=False,
        )

    def _open_socket(self, address: Any) -> socket.socket:
        """Called with the very address that is connected to next: nothing lies in between."""
        family, kind, protocol, _, target = address
        check_address(target[0], allowed=self._allowed)
        return socket.socket(family=family, type=kind, proto=protocol)


@cache
def _tls_context() -> ssl.SSLContext:
    """One for all clients: loading the trust store takes 20 ms."""
    return httpx2.create_ssl_context(trust_env=False)


class _GuardedResolver(AbstractResolver):
    """Refuses a name of which any address is refused."""

    def __init__(self, resolver: AbstractResolver, *, allowed: tuple[Network, ...]) -> None:
        self._resolver = resolver
        self._allowed = allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        ips = [entry["host"] for entry in found]
        kept = check_addresses(host, ips, allowed=self._allowed)
        return [entry for entry in found if entry["host"] in kept]

    async def close(self) -> None:
        await self._resolver.close()


async def _read(response: aiohttp.ClientResponse) -> bytes:
    body = CappedBody(response.headers.get("Content-Encoding", ""))
    async for chunk in response.content.iter_chunked(CHUNK_BYTES):
        body.feed(chunk)
    return body.finish()


def _sdk_headers(request: httpx2.Request) -> dict[str, str]:
    return {name: value for name, value in request.headers.items() if name in _SDK_HEADERS}


def _kept_headers(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in headers if name.lower() not in _DROPPED_HEADERS]
