"""A collector of traces on a socket of this machine: OTLP over HTTP, as the workers send it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Ids in hexadecimal. `attributes` are those that are text; `text` is all that it says."""

    name: str
    trace_id: str
    attributes: dict[str, str]
    text: str


@dataclass(slots=True)
class Collector:
    url: str
    spans: list[Span] = field(default_factory=list)

    def of_run(self, run_id: object) -> list[Span]:
        wanted = str(run_id)
        return [span for span in self.spans if span.attributes.get("bakeoff.run.id") == wanted]


def is_installed() -> bool:
    """Traces are an extra: requirements-telemetry.txt."""
    return bool(find_spec("opentelemetry")) and bool(find_spec("opentelemetry.proto"))


@contextmanager
def collector() -> Iterator[Collector]:
    """Serves from threads of its own for as long as the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    found = Collector(f"http://127.0.0.1:{server.server_port}")
    server.keep = found.spans.extend  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.keep(_spans(body))  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Silent."""


def _spans(body: bytes) -> list[Span]:
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    request = ExportTraceServiceRequest.FromString(body)
    return [
        _span(each)
        for resource in request.resource_spans
        for scope in resource.scope_spans
        for each in scope.spans
    ]


def _span(sent: Any) -> Span:
    texts = {each.key: each.value.string_value for each in sent.attributes}
    return Span(name=sent.name, trace_id=sent.trace_id.hex(), attributes=texts, text=str(sent))
