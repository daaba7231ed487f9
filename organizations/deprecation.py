"""What is to go away says so in every answer: Deprecation (RFC 9745), Sunset (RFC 8594), Link.

    class OldFigures(Deprecated, APIView):
        deprecation = Deprecation(
            since=datetime(2027, 3, 1, tzinfo=UTC),
            sunset=datetime(2028, 3, 1, tzinfo=UTC),
            details="https://bakeoff.example.org/docs/api#old-figures",
        )

The OpenAPI document then marks the view's operations as deprecated. A single field of an answer:
`@extend_schema_serializer(deprecate_fields=["old"])` on its serializer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.utils.http import http_date
from rest_framework.request import Request
from rest_framework.response import Response

NOTICE = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deprecation:
    """`since` and `sunset` are moments with a time zone; without `sunset`, the end is not set yet.
    `details` is where people read what to do, `successor` the address to go to instead.

    Raises ValueError where clients would have less than NOTICE to change.
    """

    since: datetime
    details: str
    sunset: datetime | None = None
    successor: str | None = None

    def __post_init__(self) -> None:
        if self.since.tzinfo is None:
            raise ValueError("`since` needs a time zone.")
        if self.sunset and self.sunset - self.since < NOTICE:
            raise ValueError(f"A sunset is at least {NOTICE.days} days after the notice.")

    def headers(self) -> Iterator[tuple[str, str]]:
        yield "Deprecation", f"@{int(self.since.timestamp())}"
        if self.sunset:
            yield "Sunset", http_date(self.sunset.timestamp())

    def links(self) -> Iterator[str]:
        yield f'<{self.details}>; rel="deprecation"; type="text/html"'
        if self.successor:
            yield f'<{self.successor}>; rel="successor-version"'


class Deprecated:
    """Mixed into a view of the API, before its class."""

    deprecation: ClassVar[Deprecation]

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        """Of errors, too: who gets nothing else is to hear of it."""
        answer: Response = super().finalize_response(  # type: ignore[misc]
            request, response, *args, **kwargs
        )
        for name, value in self.deprecation.headers():
            answer[name] = value
        there = [answer["Link"]] if "Link" in answer else []
        answer["Link"] = ", ".join([*there, *self.deprecation.links()])
        return answer
