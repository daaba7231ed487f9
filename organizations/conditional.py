"""Answers that a client may already have."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response


def conditional(request: HttpRequest, response: HttpResponse, *, etag: str) -> HttpResponse:
    """The response under its ETag (quotes included), or 304 where If-None-Match names it."""
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return get_conditional_response(request, etag=etag, response=response) or response
