"""Queries that know which of their parameters somebody looked for.

What nobody looks for makes no difference to an answer: a test that asks much need not ask it.
"""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.test import Client
from django.test.client import ClientHandler


class Listening(QueryDict):
    """`names` were looked for, present or not; `whole`: somebody went through all there are."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.names: set[str] = set()
        super().__init__(*args, **options)
        self.names, self.whole = set(), False  # to be filled is not to be looked into

    def __getitem__(self, name: Any) -> Any:
        self.names.add(str(name))
        return super().__getitem__(name)

    def __contains__(self, name: Any) -> bool:
        self.names.add(str(name))
        return super().__contains__(name)

    def _getlist(self, key: Any, *args: Any, **options: Any) -> Any:
        self.names.add(str(key))
        return super()._getlist(key, *args, **options)  # type: ignore[misc]

    def __iter__(self) -> Iterator[str]:
        self.whole = True
        return super().__iter__()

    def __len__(self) -> int:
        self.whole = True
        return super().__len__()

    def lists(self) -> Any:
        self.whole = True
        return super().lists()

    def is_read(self, query: str) -> bool:
        """Whether any parameter of `query` was looked for by its name."""
        return not self.names.isdisjoint(QueryDict(query).keys())


class ListeningHandler(ClientHandler):
    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        request.GET = Listening(request.META["QUERY_STRING"])  # type: ignore[assignment]
        return super().get_response(request)


def asked_what_is_read(client: Client, address: str, queries: list[str]) -> Iterator[Any]:
    """The answers to the first of the queries, and to each with a parameter that was looked for
    meanwhile; to all others at once, where somebody went through whatever there is."""
    client.handler = ListeningHandler(enforce_csrf_checks=False)
    asked: str | None = queries[0]
    waiting = queries[1:]
    heard: list[Any] = []  # of Listening
    while asked is not None:
        response = client.get(f"{address}?{asked}" if asked else address)
        heard.append(response.wsgi_request.GET)
        yield response
        asked, waiting = _next(waiting, heard)


def _next(waiting: list[str], heard: list[Any]) -> tuple[str | None, list[str]]:
    for query in waiting:
        if any(each.is_read(query) for each in heard):
            return query, [each for each in waiting if each != query]
    if waiting and any(each.whole for each in heard):
        return "&".join(waiting), []
    return None, []
