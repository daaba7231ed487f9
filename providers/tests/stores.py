"""Small HTTP servers in the role of stores of credentials, or of providers: they answer as scripted
and keep what was asked."""

import json
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class StoreServer:
    """`answer` gives status and body for a request; `asked` are the requests so far."""

    answer: Callable[[Request], tuple[int, Any]]
    asked: list[Request] = field(default_factory=list)
    url: str = ""


@contextmanager
def store_server(
    answer: Callable[[Request], tuple[int, Any]], *, headers: Mapping[str, str] | None = None
) -> Iterator[StoreServer]:
    store = StoreServer(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            named = {name.lower(): value for name, value in self.headers.items()}
            asked = Request(path=self.path, headers=named, body=self.rfile.read(length))
            store.asked.append(asked)
            status, body = store.answer(asked)
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    store.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield store
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


DRIPS, DRIP_SECONDS = 500, 0.02


@contextmanager
def dripping_server(start: bytes) -> Iterator[tuple[str, threading.Event]]:
    """Its address, and when it was asked. It says `start` and then a byte at a time, for ten
    seconds, so that a reader who counts from byte to byte is content until then."""
    ended, asked = threading.Event(), threading.Event()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(65536)
            asked.set()
            with suppress(OSError):
                self.request.sendall(start)
                for _ in range(DRIPS):
                    if ended.wait(DRIP_SECONDS):
                        break
                    self.request.sendall(b"1")

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        ended.set()
        server.shutdown()
        server.server_close()
        thread.join()


def vault_secret(**fields: Any) -> tuple[int, Any]:
    """As the key-value engine, version 2, answers."""
    return 200, {"data": {"data": fields, "metadata": {"version": 1, "deletion_time": ""}}}


def aws_secret(text: str) -> tuple[int, Any]:
    return 200, {"ARN": "arn", "Name": "n", "VersionId": "v" * 32, "SecretString": text}


def aws_fault(code: str, *, status: int = 400) -> tuple[int, Any]:
    return status, {"__type": code, "message": "a sentence with canary-0123456789 in it"}
