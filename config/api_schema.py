"""How the OpenAPI document describes what the views do not say themselves."""

from collections.abc import Iterator
from typing import Any

from drf_spectacular.contrib.pydantic import PydanticExtension
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from drf_standardized_errors import openapi
from pydantic.json_schema import model_json_schema
from rest_framework import serializers

from config.api_errors import PROBLEM_JSON
from organizations.deprecation import Deprecated

DEPRECATION = {
    "Deprecation": "Since when it is deprecated: @ and seconds since 1970 (RFC 9745).",
    "Sunset": "From when it may be gone (RFC 8594).",
}


class ProblemErrorSerializer(serializers.Serializer):
    attr = serializers.CharField(
        required=False, allow_null=True, help_text="The field or parameter."
    )
    arm = serializers.CharField(
        required=False, allow_null=True, help_text="The arm; null for the evaluator."
    )
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer):
    """A problem of RFC 9457. `code` is for programs, `detail` for people."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField(help_text="The path that was asked for.")
    code = serializers.CharField()
    errors = ProblemErrorSerializer(many=True)  # type: ignore[assignment]
    request_id = serializers.CharField(help_text="The same as the header X-Request-ID.")


class AutoSchema(openapi.AutoSchema):
    """Every status of 400 and above is a problem, whoever declared it."""

    def is_deprecated(self) -> bool:
        return isinstance(self.view, Deprecated)

    def get_override_parameters(self) -> list[Any]:
        return [*super().get_override_parameters(), *_told_of(self.view)]

    def _get_response_bodies(self, direction: Any = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        if self.method == "GET" and "ETag" in bodies.get("200", {}).get("headers", {}):
            bodies["304"] = {"description": "As the client has it: If-None-Match named its ETag."}
        return bodies

    def _should_add_error_response(self, responses: dict[str, Any], status_code: str) -> bool:
        """Whatever takes a cursor, a page size, parameters or a body can be asked wrongly."""
        return (status_code == "400" and "400" not in responses) or (
            super()._should_add_error_response(responses, status_code)
        )

    def _get_error_response_serializer(self, status_code: str) -> Any:
        return ProblemSerializer

    def _get_response_for_code(
        self,
        serializer: Any,
        status_code: str,
        media_types: list[str] | None = None,
        direction: Any = "response",
    ) -> Any:
        if status_code.isdigit() and int(status_code) >= 400:
            description = getattr(serializer, "description", "")
            serializer = OpenApiResponse(ProblemSerializer, description=description)
            media_types = [PROBLEM_JSON]
        return super()._get_response_for_code(serializer, status_code, media_types, direction)

    def _get_examples(
        self,
        serializer: Any,
        direction: Any,
        media_type: str,
        status_code: str | None = None,
        extras: Any = None,
    ) -> Any:
        if media_type == PROBLEM_JSON:  # the library's examples have its own shape
            return []
        return super()._get_examples(serializer, direction, media_type, status_code, extras)


def _told_of(view: Any) -> Iterator[OpenApiParameter]:
    """The headers of a view that is deprecated."""
    if not isinstance(view, Deprecated):
        return
    for name, _ in view.deprecation.headers():
        yield OpenApiParameter(
            name, response=True, location="header", required=True, description=DEPRECATION[name]
        )


class PydanticInput(PydanticExtension):
    """Bodies that pydantic checks, as they are to be sent: what has a default may be left out.

    The library's own extension describes what a model shows. Defining this registers it.
    """

    priority = 1

    def map_serializer(self, auto_schema: Any, direction: Any) -> Any:
        template = "#/components/schemas/{model}"
        schema = model_json_schema(self.target, ref_template=template, mode="validation")
        for name, inner in schema.pop("$defs", {}).items():
            component = ResolvedComponent(
                name=name, type=ResolvedComponent.SCHEMA, object=name, schema=inner
            )
            auto_schema.registry.register_on_missing(component)
        return schema
