"""All that a Redis holds, as text to search through."""

import json
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator
from typing import Any

from redis import Redis


def texts_of(url: str) -> Iterator[str]:
    """Every key and every value. Read by type, since a DUMP is compressed; bodies of Celery's
    messages are taken out of their base64."""
    with Redis.from_url(url) as client:
        for key in client.scan_iter():
            for text in (key, *_values(client, key)):
                yield _readable(text)


def _values(client: Any, key: bytes) -> Iterator[bytes]:
    read = {
        b"string": lambda: [client.get(key) or b""],
        b"list": lambda: client.lrange(key, 0, -1),
        b"set": lambda: client.smembers(key),
        b"hash": lambda: [part for pair in client.hgetall(key).items() for part in pair],
        b"zset": lambda: client.zrange(key, 0, -1),
    }
    yield from read.get(client.type(key), list)()


def _readable(text: bytes) -> str:
    try:
        body = b64decode(json.loads(text)["body"])
    except (ValueError, KeyError, TypeError, Error):
        body = b""
    return (text + body).decode(errors="replace")
