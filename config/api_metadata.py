"""What OPTIONS answers."""

from typing import Any

from rest_framework.metadata import BaseMetadata
from rest_framework.request import Request


class AllowedMethods(BaseMetadata):
    """The header Allow, which every answer has; the OpenAPI document says the rest."""

    def determine_metadata(self, request: Request, view: Any) -> None:
        return None
