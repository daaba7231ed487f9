"""Questions to the site, and all that an answer says, with what no two answers share taken out."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

from django.contrib.messages import get_messages
from django.test import RequestFactory

from config.tests.tenancy.canaries import FRAGMENT, NEVER, NEVER_FRAGMENT, WORD, canaries_in
from organizations.tests.listening import ListeningHandler

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
CLOCK = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*|\b\d\d:\d\d(?::\d\d)?\b")
ONCE = re.compile(r"csrfmiddlewaretoken\S* value=.\w{64}|idempotency_key. value=.\w{32}")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
# Of the request or of the moment, not of what was asked for.
MOMENTARY = frozenset(
    ["x-request-id", "date", "ratelimit", "retry-after", "etag", "set-cookie", "content-length"]
)
ALLOW = "Allow: "
SIGN_IN = ("Location: /sign-in/", "Location: /admin/login/")
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`told` are words of others that the asker says himself: to hear them again is no news."""

    method: str
    path: str
    query: Mapping[str, Any] | None = None
    body: Any = None
    content_type: str = JSON
    headers: Mapping[str, str] | None = None
    told: frozenset[str] = frozenset()

    @property
    def address(self) -> str:
        return self.path + (f"?{urlencode(self.query, doseq=True)}" if self.query else "")

    @property
    def payload(self) -> str:
        if self.body is None or isinstance(self.body, str):
            return self.body or ""
        if self.content_type == FORM:
            return urlencode(self.body, doseq=True)
        return json.dumps(self.body, default=str)

    @property
    def whole(self) -> str:
        head = [
            self.content_type,
            *(f"{name}: {text}" for name, text in (self.headers or {}).items()),
        ]
        return " ".join([self.method, self.address, self.payload, *head])

    @property
    def line(self) -> str:
        return f"{self.method} {self.address} {self.payload[:300]}".strip()


# The same about what others have, and about what never was.
Pair = tuple[Question, Question]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """All that arrives: `head` has messages for the next page and the names of cookies as well.
    `read` are the names of the parameters that somebody looked for in the query; `reads_all`:
    somebody went through all there were."""

    status: int
    head: tuple[str, ...]
    body: str
    request_id: str
    read: frozenset[str]
    reads_all: bool = False

    @property
    def text(self) -> str:
        return "\n".join([str(self.status), *self.head, self.body])

    def takes(self, method: str) -> bool:
        """Unless the head says which methods there are, and it is none of them."""
        told = [line.removeprefix(ALLOW) for line in self.head if line.startswith(ALLOW)]
        return not told or method in told[0].split(", ")

    @property
    def leads_to_sign_in(self) -> bool:
        return any(line.startswith(SIGN_IN) for line in self.head)


class Asker(RequestFactory):
    """Keeps its session, whatever answers do to it, and does without the test client's records.

    The session is in its cookie: see `conftest`.
    """

    def __init__(self, *, session: str = "", **headers: str) -> None:
        super().__init__(headers=headers)
        self.handler = ListeningHandler(enforce_csrf_checks=False)
        if session:
            self.cookies["sessionid"] = session

    def ask(self, question: Question) -> Answer:
        # Of whatever version a change is asked for: it is the one that is there.
        match = {"If-Match": "*"} if question.body is not None else {}
        return self.generic(  # type: ignore[return-value]
            question.method,
            question.address,
            question.payload,
            content_type=question.content_type,
            headers={**match, **(question.headers or {})},
        )

    def request(self, **request: Any) -> Any:
        response = self.handler(self._base_environ(**request))
        parts = response.streaming_content if response.streaming else [response.content]
        kept = [item for item in response.items() if item[0].lower() not in MOMENTARY]
        head = [f"{name}: {value}" for name, value in kept]
        head += [f"cookie: {name}" for name in response.cookies]
        if hasattr(response.wsgi_request, "_messages") and response.status_code // 100 == 3:
            head += [f"message: {each}" for each in get_messages(response.wsgi_request)]
        return Answer(
            status=response.status_code,
            head=tuple(sorted(head)),
            body=b"".join(parts).decode(errors="replace"),
            request_id=response.get("X-Request-ID", ""),
            read=frozenset(response.wsgi_request.GET.names),
            reads_all=response.wsgi_request.GET.whole,
        )


def news(answer: Answer, *, question: Question, keys: frozenset[str]) -> list[str]:
    """The canaries of an answer, and those of the keys, that were not in the question."""
    text = answer.text
    for word in sorted(question.told, key=len, reverse=True):
        # An address within an address, such as ?next=, is quoted once more.
        for written in {word, quote(word), quote_plus(word), quote(quote_plus(word))}:
            text = text.replace(written, "")
    return canaries_in(text) + sorted(keys.intersection(UUID.findall(text)))


def likeness(answer: Answer, *, question: Question) -> str:
    """Equal for two answers that cannot be told apart by more than the words of the question."""
    text = answer.text.replace(answer.request_id or "\0", "REQUEST")
    for word in sorted(question.told, key=len, reverse=True):
        text = text.replace(word, "ASKED")
    for real, never in ((WORD, NEVER), (FRAGMENT, NEVER_FRAGMENT)):
        text = text.replace(never, real)
    for pattern, plain in ((UUID, "UUID"), (CLOCK, "TIME"), (DIGEST, "DIGEST")):
        text = pattern.sub(plain, text)
    return ONCE.sub("ONCE", text)
