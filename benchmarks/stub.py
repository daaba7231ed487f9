"""A server that answers like a model provider after a fixed delay, at little cost.

    python -m benchmarks.stub PORT DELAY_MS [--fail-every N]

`POST …/responses` and `POST …/messages` are answered in those forms, anything else with a chat
completion; every N-th answer is a 429. `GET /stats`: total, inflight, peak and failed since the
start or the last `GET /reset`. Port 0 takes a free one; the address is the first line on stdout.
"""

import argparse
import asyncio
import json
from contextlib import suppress
from dataclasses import asdict, dataclass

TEXT = "```diff\n--- a/f.py\n+++ b/f.py\n@@ -1 +1 @@\n-x = 1\n+x = 2\n```"
CHAT = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1_700_000_000,
    "model": "stub-1",
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": TEXT},
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 120, "completion_tokens": 40, "total_tokens": 160},
}
RESPONSE = {
    "id": "resp_1",
    "object": "response",
    "created_at": 1_700_000_000,
    "model": "stub-1",
    "status": "completed",
    "error": None,
    "incomplete_details": None,
    "output": [
        {
            "type": "message",
            "id": "msg_1",
            "role": "assistant",
            "status": "completed",
            "content": [{"type": "output_text", "text": TEXT, "annotations": []}],
        }
    ],
    "usage": {"input_tokens": 120, "output_tokens": 40, "total_tokens": 160},
}
MESSAGE = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "stub-1",
    "content": [{"type": "text", "text": TEXT}],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {"input_tokens": 120, "output_tokens": 40},
}
REFUSAL = {"error": {"message": "Rate limit", "type": "requests", "code": "rate_limit_exceeded"}}
HEAD_END = b"\r\n\r\n"


def http(status: str, body: object) -> bytes:
    """A whole answer with a JSON body. A refusal may be tried again at once."""
    content = json.dumps(body).encode()
    head = (
        f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\nx-request-id: stub\r\n"
        f"retry-after: 0\r\ncontent-length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


COMPLETION, TOO_MANY = http("200 OK", CHAT), http("429 Too Many Requests", REFUSAL)
OTHERS = {b"/responses": http("200 OK", RESPONSE), b"/messages": http("200 OK", MESSAGE)}


@dataclass(slots=True, kw_only=True)
class Stats:
    total: int = 0
    inflight: int = 0
    peak: int = 0
    failed: int = 0


class Connection(asyncio.Protocol):
    """One connection kept alive; requests may come in pieces, one after the other."""

    def __init__(self, stats: Stats, *, delay: float, fail_every: int) -> None:
        self.stats, self.delay, self.fail_every = stats, delay, fail_every
        self.buffer = b""
        self.waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.loop = asyncio.get_running_loop()

    def connection_lost(self, _: Exception | None) -> None:
        if self.waiting:
            self.waiting.cancel()
            self.stats.inflight -= 1

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, separator, rest = self.buffer.partition(HEAD_END)
        if not separator or len(rest) < content_length(head):
            return
        self.buffer = b""
        if head.startswith(b"GET "):
            self.tell(reset=head.startswith(b"GET /reset"))
        else:
            self.begin(head)

    def tell(self, *, reset: bool) -> None:
        if reset:
            self.stats.total = self.stats.failed = 0
            self.stats.peak = self.stats.inflight
        self.transport.write(http("200 OK", asdict(self.stats)))

    def begin(self, head: bytes) -> None:
        stats = self.stats
        stats.total += 1
        stats.inflight += 1
        stats.peak = max(stats.peak, stats.inflight)
        fails = self.fail_every > 0 and stats.total % self.fail_every == 0
        stats.failed += fails
        answer = TOO_MANY if fails else answer_to(head)
        self.waiting = self.loop.call_later(self.delay, self.answer, answer)

    def answer(self, answer: bytes) -> None:
        self.waiting = None
        self.stats.inflight -= 1
        self.transport.write(answer)


def answer_to(head: bytes) -> bytes:
    """By the end of the path."""
    path = head.split(b" ", 2)[1].partition(b"?")[0]
    return OTHERS.get(b"/" + path.rpartition(b"/")[2], COMPLETION)


def content_length(head: bytes) -> int:
    _, _, after = head.lower().partition(b"content-length:")
    return int(after.partition(b"\r\n")[0] or 0)


async def serve(port: int, *, delay_ms: float, fail_every: int) -> None:
    loop, stats = asyncio.get_running_loop(), Stats()
    server = await loop.create_server(
        lambda: Connection(stats, delay=delay_ms / 1000, fail_every=fail_every),
        host="127.0.0.1",
        port=port,
        backlog=4096,
    )
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("port", type=int)
    parser.add_argument("delay_ms", type=float)
    parser.add_argument("--fail-every", type=int, default=0)
    options = parser.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(options.port, delay_ms=options.delay_ms, fail_every=options.fail_every))


if __name__ == "__main__":
    main()
