"""Reading a response body that may be hostile: large, compressed, deeply nested."""

import json
import zlib
from decimal import Decimal
from typing import Any

from providers.codes import ErrorCode
from providers.contract import ProviderError

MAX_BODY_BYTES = 2 * 1024 * 1024
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


class CappedBody:
    """Collects a body up to MAX_BODY_BYTES, counted as sent and as decoded.

    Compression is not asked for, yet some servers send it. Raises ProviderError:
    response_too_large past the cap, invalid_response for what cannot be decoded.
    """

    def __init__(self, content_encoding: str) -> None:
        self._inflate = _inflater(content_encoding.strip().lower())
        self._parts: list[bytes] = []
        self._received = self._size = 0

    def feed(self, chunk: bytes) -> None:
        self._received += len(chunk)
        part = self._decoded(chunk)
        self._size += len(part)
        if max(self._received, self._size) > MAX_BODY_BYTES:
            raise ProviderError(
                ErrorCode.RESPONSE_TOO_LARGE, "The answer is larger than 2 MiB after decoding."
            )
        self._parts.append(part)

    def finish(self) -> bytes:
        """Raises EOFError where a compressed body ends too early."""
        if self._inflate is not None and self._received and not self._inflate.eof:
            raise EOFError
        return b"".join(self._parts)

    def _decoded(self, chunk: bytes) -> bytes:
        if self._inflate is None:
            return chunk
        try:
            return self._inflate.decompress(chunk, MAX_BODY_BYTES - self._size + 1)
        except zlib.error as fault:
            raise ProviderError(
                ErrorCode.INVALID_RESPONSE, "The answer is not encoded as it says."
            ) from fault


def _inflater(encoding: str) -> Any:
    if encoding in {"", "identity"}:
        return None
    if encoding in {"gzip", "x-gzip", "deflate"}:
        return zlib.decompressobj(_GZIP_OR_ZLIB)
    raise ProviderError(
        ErrorCode.INVALID_RESPONSE, "The answer has an encoding that was not asked for."
    )


def load_json(content: bytes) -> Any:
    """JSON with exact decimals. Tolerates leading white space and server-sent comments.

    Raises ValueError for whatever cannot be read, nesting and endless digits included.
    """
    try:
        return json.loads(_without_comments(content), parse_float=Decimal)
    except (RecursionError, ArithmeticError):
        raise ValueError("nested too deeply, or a number without bounds") from None


def _without_comments(content: bytes) -> bytes:
    content = content.lstrip()
    while content.startswith(b":"):
        content = content.partition(b"\n")[2].lstrip()
    return content
