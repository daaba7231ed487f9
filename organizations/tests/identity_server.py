"""An identity provider for tests: a real server that speaks OpenID Connect, and lies on demand."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from django.urls import reverse

CLIENT_ID, CLIENT_SECRET = "bakeoff", "the client's secret"
Change = Callable[[dict[str, Any]], dict[str, Any]]


def as_it_is(value: dict[str, Any]) -> dict[str, Any]:
    return value


@cache
def key_pair(name: str) -> rsa.RSAPrivateKey:
    """The same for each test of a run: making one takes a while."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class IdentityServer:
    """Answers honestly, but for what a test changes."""

    issuer: str = ""
    person: dict[str, Any] = field(
        default_factory=lambda: {
            "sub": "subject-1",
            "email": "ada@example.org",
            "email_verified": True,
            "preferred_username": "ada",
            "given_name": "Ada",
        }
    )
    claims: Change = as_it_is
    header: Change = as_it_is
    discovery: Change = as_it_is
    userinfo: dict[str, Any] | None = None
    sign: Callable[[dict[str, Any], dict[str, Any]], str] | None = None
    token_status: int = 200
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def authorize(self, address: str) -> str:
        """The person agrees: where the provider sends the browser back to."""
        parts = urlsplit(address)
        asked = dict(parse_qsl(parts.query))
        assert f"{parts.scheme}://{parts.netloc}" == self.issuer
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def configuration(self) -> dict[str, Any]:
        return self.discovery(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            }
        )

    def keys(self) -> dict[str, Any]:
        shown = jwt.algorithms.RSAAlgorithm.to_jwk(key_pair("ours").public_key(), as_dict=True)
        return {"keys": [shown | {"kid": "1", "use": "sig", "alg": "RS256"}]}

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """None where the code is not good: used, unknown, or not for who presents it."""
        asked = self.codes.pop(form.get("code", ""), None)
        expected = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if asked is None or authorization != f"Basic {expected}":
            return None
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if asked["code_challenge"] != challenge or asked["redirect_uri"] != form["redirect_uri"]:
            return None
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300}
        claims |= {"nonce": asked["nonce"]} | self.person
        return {
            "access_token": "access",
            "token_type": "Bearer",
            "id_token": self._signed(self.claims(claims)),
        }

    def _signed(self, claims: dict[str, Any]) -> str:
        header = self.header({"kid": "1"})
        if self.sign:
            return self.sign(claims, header)
        return jwt.encode(claims, key_pair("ours"), algorithm="RS256", headers=header)


@contextmanager
def identity_server() -> Iterator[IdentityServer]:
    provider = IdentityServer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(provider: IdentityServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked.append(self.path)
            if self.path.startswith("/authorize?"):
                return self._send_back()
            bearer = self.headers.get("Authorization") == "Bearer access"
            pages = {
                "/.well-known/openid-configuration": provider.configuration(),
                "/keys": provider.keys(),
                "/userinfo": provider.userinfo if bearer else None,
            }
            return self._answer(200, pages.get(self.path))

        def _send_back(self) -> None:
            self.send_response(302)
            self.send_header("Location", provider.authorize(provider.issuer + self.path))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            answer = provider.token(form, self.headers.get("Authorization", ""))
            self._answer(provider.token_status if answer else 400, answer or {"error": "bad"})

        def _answer(self, status: int, answer: Any) -> None:
            content = json.dumps(answer).encode()
            self.send_response(404 if answer is None else status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Silent."""

    return Handler


def app_at(issuer: str) -> dict[str, Any]:
    """As the settings name a provider."""
    return {
        "provider_id": issuer,
        "name": "Example Login",
        "client_id": CLIENT_ID,
        "secret": CLIENT_SECRET,
        "settings": {"server_url": issuer},
    }


def walk(provider: IdentityServer, client: Client, **query: str) -> Any:
    """From the button through the provider and back."""
    there = client.get(reverse("oidc"), query)["Location"]
    return client.get(provider.authorize(there))
