"""Every error of the API as a problem of RFC 9457, made in one place."""

import sqlite3
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.utils.encoding import iri_to_uri
from drf_standardized_errors import formatter, handler
from drf_standardized_errors.types import ErrorResponse
from rest_framework.exceptions import APIException, ErrorDetail, ParseError, ValidationError
from rest_framework.response import Response

from config.api_parsers import PayloadTooLarge
from config.request_ids import current_request_id
from experiments.preflight import Refused
from organizations.errors import DomainError, Invalid

PROBLEM_JSON = "application/problem+json"
LOCK_NOT_AVAILABLE = "55P03"  # of PostgreSQL


class Refusal(APIException):
    """A DomainError on its way out."""

    def __init__(self, error: DomainError) -> None:
        self.status_code = error.status
        super().__init__(error.message, code=error.code)


class Busy(APIException):
    """Somebody held what the request needed for longer than anybody waits for it."""

    status_code = 503
    default_code = "busy"
    default_detail = "Somebody else is at what this needs: try again."
    wait = 5  # seconds


class ExceptionHandler(handler.ExceptionHandler):
    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, DomainError):
            return Refusal(exc)
        if isinstance(exc, RequestDataTooBig):
            return PayloadTooLarge()
        if isinstance(exc, SuspiciousOperation | BadRequest):
            return ParseError("The request is malformed.")
        if isinstance(exc, OperationalError) and _waited_in_vain(exc):
            return Busy()
        return super().convert_known_exceptions(exc)

    def get_response(self, exc: APIException, data: dict[str, Any]) -> Response:
        response = super().get_response(exc, data)
        response.content_type = PROBLEM_JSON
        return response


class ProblemFormatter(formatter.ExceptionFormatter):
    """`errors` says what is wrong where: `attr` names the field or parameter, `arm` the arm."""

    def format_error_response(self, error_response: ErrorResponse) -> dict[str, Any]:
        status, request = self.exc.status_code, self.context["request"]
        return {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": self._detail(),
            "instance": iri_to_uri(request.path) if request else "",
            "code": self._code(),
            "errors": self._errors(error_response),
            "request_id": current_request_id.get(),
        }

    def _detail(self) -> str:
        if isinstance(self.exc.detail, ErrorDetail):
            return str(self.exc.detail)
        return "The request is not valid; see errors."

    def _code(self) -> str:
        if isinstance(self.exc, ValidationError):
            return "invalid_request"
        return str(getattr(self.exc.detail, "code", self.exc.default_code))

    def _errors(self, error_response: ErrorResponse) -> list[dict[str, Any]]:
        if isinstance(self.original_exc, Refused):
            return [
                {"arm": problem.arm, "code": problem.code, "detail": problem.sentence}
                for problem in self.original_exc.problems
            ]
        if isinstance(self.original_exc, Invalid):
            code, lines = self.original_exc.code, self.original_exc.message.split("\n")
            return [
                {"attr": self.original_exc.field, "code": code, "detail": line} for line in lines
            ]
        return [
            {"attr": error.attr, "code": error.code, "detail": error.detail}
            for error in error_response.errors
        ]


def _waited_in_vain(exc: OperationalError) -> bool:
    """For a lock, as opposed to a database that is away."""
    cause = exc.__cause__
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
    return getattr(cause, "sqlstate", None) == LOCK_NOT_AVAILABLE
