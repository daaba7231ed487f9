"""A provider on a socket of this machine that answers as it is told, and keeps its own books."""

import asyncio
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from benchmarks.stub import HEAD_END, content_length

TEXT = "An answer."


@dataclass(slots=True, kw_only=True)
class Asked:
    """One request, counted when the last of its bytes was there. `at` is time.time() then;
    `number` says how often this model has been asked this. `peer` is the client's port, `port`
    the provider's own."""

    at: float
    model: str
    prompt: str
    number: int
    peer: int
    port: int = 0
    answered_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`delay` in seconds; None: it never comes."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float | None = 0.0


Respond = Callable[[Asked], Answer]


@dataclass(slots=True)
class Provider:
    respond: Respond
    asked: list[Asked] = field(default_factory=list)
    times: Counter[tuple[str, str]] = field(default_factory=Counter)
    in_flight: int = 0
    peak: int = 0
    base_url: str = ""

    @property
    def total(self) -> int:
        return len(self.asked)

    def between(self, start: float, end: float = float("inf")) -> list[Asked]:
        return [asked for asked in list(self.asked) if start <= asked.at < end]

    def take(self, body: Mapping[str, Any], *, peer: int, port: int) -> Asked:
        model, prompt = str(body["model"]), str(body["messages"][0]["content"])
        self.times[model, prompt] += 1
        asked = Asked(
            at=time.time(),
            model=model,
            prompt=prompt,
            number=self.times[model, prompt],
            peer=peer,
            port=port,
        )
        self.asked.append(asked)
        self.in_flight += 1
        self.peak = max(self.peak, self.in_flight)
        return asked


def said(text: str = TEXT, *, delay: float | None = 0.0, **usage: Any) -> Answer:
    """A chat completion."""
    counts = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15, **usage}
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": text},
        "finish_reason": "stop",
    }
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": "served-1",
        "choices": [choice],
        "usage": counts,
    }
    return Answer(body=body, delay=delay)


def refused(status: int, *, code: str = "", delay: float | None = 0.0, **headers: str) -> Answer:
    """An error of the provider's; `retry_after="1"` becomes a Retry-After."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = {"error": {"message": "refused by the stub", "code": code or None}}
    return Answer(status=status, body=body, headers=named, delay=delay)


def always(answer: Answer) -> Respond:
    return lambda asked: answer


@contextmanager
def provider(respond: Respond) -> Iterator[Provider]:
    """Serves from a thread of its own for as long as the block lasts."""
    found, ready = Provider(respond), threading.Event()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=_serve, args=(loop, found, ready), daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield found
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


def _serve(loop: asyncio.AbstractEventLoop, found: Provider, ready: threading.Event) -> None:
    asyncio.set_event_loop(loop)
    opened = loop.create_server(lambda: _Connection(found, loop), "127.0.0.1", 0, backlog=4096)
    server = loop.run_until_complete(opened)
    found.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    ready.set()
    loop.run_forever()
    server.close()
    loop.close()


class _Connection(asyncio.Protocol):
    """One connection kept alive: requests come one after the other, perhaps in pieces."""

    def __init__(self, provider: Provider, loop: asyncio.AbstractEventLoop) -> None:
        self.provider, self.loop = provider, loop
        self.buffer = b""
        self.open: Asked | None = None
        self.waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.peer = transport.get_extra_info("peername")[1]
        self.port = transport.get_extra_info("sockname")[1]

    def connection_lost(self, _: Exception | None) -> None:
        if self.waiting:
            self.waiting.cancel()
        self.close_open()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, separator, rest = self.buffer.partition(HEAD_END)
        if separator and len(rest) >= content_length(head):
            self.buffer = b""
            self.begin(json.loads(rest))

    def begin(self, body: Mapping[str, Any]) -> None:
        self.open = self.provider.take(body, peer=self.peer, port=self.port)
        answer = self.provider.respond(self.open)
        if answer.delay is not None:
            self.waiting = self.loop.call_later(answer.delay, self.answer, answer)

    def answer(self, answer: Answer) -> None:
        self.waiting = None
        if self.open:
            self.open.answered_at = time.time()
        self.close_open()
        self.transport.write(_http(answer))

    def close_open(self) -> None:
        if self.open:
            self.provider.in_flight -= 1
            self.open = None


def _http(answer: Answer) -> bytes:
    body = answer.body
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"content-type": "application/json", **answer.headers}
    lines = [
        f"HTTP/1.1 {answer.status} Whatever",
        f"content-length: {len(content)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + HEAD_END + content
