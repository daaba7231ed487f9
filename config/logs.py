"""What the log looks like: lines for people, or one JSON object a line for machines.

Every record of every library goes the same way: the ids that are bound where it was written
(request, run, stage, attempt, trace) are added, and known credentials are taken out of each of
its values and once more of the whole line. Pure: the settings are made with it.
"""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

from experiments.tracing import ids_of_trace
from providers.redaction import redact_known

TEXT, JSON = STYLES = ("text", "json")
# What our own records say beside their message. Others attach whole requests and the like.
EXTRAS = frozenset({"stage", "outcome", "error_code", "provider", "seconds", "status_code"})
Event = MutableMapping[str, Any]


def logging_config(*, style: str, level: str) -> dict[str, Any]:
    """For `settings.LOGGING`. `style` is one of STYLES."""
    _lead_to_stdlib()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "config.logs.LineFormatter", "style": style}},
        "filters": {"credentials": {"()": "providers.redaction.RedactingFilter"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["credentials"],
            }
        },
        # Below this it writes down what a store of credentials answered, before anyone has read it.
        "loggers": {"botocore": {"level": "INFO"}},
        "root": {"handlers": ["stderr"], "level": level},
    }


class LineFormatter(structlog.stdlib.ProcessorFormatter):
    """Tracebacks are plain text: structlog's richer ones show local variables, prompts and keys
    among them."""

    def __init__(self, *, style: str) -> None:
        formatter = structlog.stdlib.ProcessorFormatter
        super().__init__(
            foreign_pre_chain=_added(),
            processors=[
                structlog.processors.format_exc_info,
                formatter.remove_processors_meta,
                without_credentials,
                _renderer(style),
            ],
        )

    def format(self, record: logging.LogRecord) -> str:
        return redact_known(super().format(record))


def without_credentials(_: Any, __: str, event: Event) -> Event:
    """Before rendering, so that what is taken out cannot break the JSON."""
    return {key: _cleaned(value) for key, value in event.items()}


def _added() -> list[Any]:
    return [
        structlog.contextvars.merge_contextvars,
        _add_trace,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(allow=EXTRAS),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]


def _add_trace(_: Any, __: str, event: Event) -> Event:
    event.update(ids_of_trace())
    return event


def _renderer(style: str) -> Any:
    if style == JSON:
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return redact_known(value)
    if isinstance(value, Mapping):
        return {key: _cleaned(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(each) for each in value]
    return value if isinstance(value, int | float | None) else redact_known(str(value))


def _lead_to_stdlib() -> None:
    """What a library writes with structlog's own loggers: by default it would go to stdout,
    past every filter."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, structlog.stdlib.render_to_log_kwargs],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
