"""What the API answers is for who asked: nobody keeps it for others, or unasked for long."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

AREA = "/api/"


class PrivateAnswersMiddleware:
    """Where a view says nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(AREA):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
