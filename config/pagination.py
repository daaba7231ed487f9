"""Pages by an opaque cursor over the id, which sorts by time and is unique."""

from typing import Any
from uuid import UUID

from rest_framework import pagination
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

MAXIMUM = 500


class CursorPagination(pagination.CursorPagination):
    """`next` and `previous` stand in the body and in the Link header (RFC 8288).

    A view sets `ordering` to "id" or "-id", and `most` where fewer rows fit than were asked for.
    """

    most = MAXIMUM

    page_size = 100
    page_size_query_param = "page_size"
    page_size_query_description = f"Results per page, 1 to {MAXIMUM}."
    max_page_size = MAXIMUM
    cursor_query_description = "Taken from `next` or `previous`; not to be made by hand."

    def from_cursor(self, page: list[Any]) -> list[Any]:
        """Its rows, beginning with the one that is next to where the reader comes from."""
        return page[::-1] if self.cursor and self.cursor.reverse else page

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> tuple[str, ...]:
        return (getattr(view, "ordering", "-id"),)

    def get_page_size(self, request: Request) -> int:
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return min(self.page_size, self.most)
        if asked.isascii() and asked.isdigit() and 1 <= int(asked[:9]) <= MAXIMUM:
            return min(int(asked[:9]), self.most)
        raise ValidationError({"page_size": f"A number from 1 to {MAXIMUM} is expected."})

    def decode_cursor(self, request: Request) -> Any:
        try:
            cursor = super().decode_cursor(request)
            if cursor and (cursor.position or not cursor.offset):
                UUID(str(cursor.position))
        except (NotFound, ValueError):
            raise ValidationError({"cursor": "This cursor is not valid."}) from None
        return cursor

    def get_paginated_response(self, data: Any) -> Response:
        response = super().get_paginated_response(data)
        links = [
            f'<{response.data[relation]}>; rel="{relation.removesuffix("ious")}"'
            for relation in ("next", "previous")
            if response.data[relation]
        ]
        if links:
            response["Link"] = ", ".join(links)
        return response

    def get_paginated_response_schema(self, schema: Any) -> dict[str, Any]:
        page = super().get_paginated_response_schema(schema)
        page["required"] = ["next", "previous", "results"]
        for relation in ("next", "previous"):
            page["properties"][relation] = {"type": ["string", "null"], "format": "uri"}
        return page
