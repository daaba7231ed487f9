"""Spans of OpenTelemetry where it is installed and somebody listens; nothing at all otherwise.

Only ids, names, counts and codes become attributes: no prompt, answer, rationale, key or text of
an error. Exceptions are not recorded, since their messages may quote what a provider sent.

Knows no Django: the log, which the settings set up, asks here for the trace's ids.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

try:
    from opentelemetry import trace
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
except ModuleNotFoundError:  # an extra: requirements-telemetry.txt
    trace = None  # type: ignore[assignment]

HEADER = "traceparent"
LENGTH = 55  # of its value, by the W3C's Trace Context
Attributes = Mapping[str, Any]
Params = ParamSpec("Params")
T = TypeVar("T")
_tracer: Any = None


def trace_with(provider: Any) -> None:
    """Make spans from now on with this TracerProvider; None: make none."""
    global _tracer
    _tracer = provider.get_tracer("bakeoff") if provider else None


def on() -> bool:
    return _tracer is not None


@contextmanager
def span(
    name: str, *, kind: str = "internal", parent: str = "", attributes: Attributes | None = None
) -> Iterator[Any]:
    """A span around the block, or None. `kind` is internal, server or client; `parent` is a
    traceparent of another process, else the span around this one."""
    if _tracer is None:
        yield None
        return
    with _tracer.start_as_current_span(
        name,
        context=_context(parent) if parent else None,
        kind=trace.SpanKind[kind.upper()],
        attributes=known(attributes or {}),
        record_exception=False,
        set_status_on_exception=False,
    ) as opened:
        yield opened


def traced(name: str) -> Callable[[Callable[Params, T]], Callable[Params, T]]:
    """A span around each call of the function."""

    def decorate(function: Callable[Params, T]) -> Callable[Params, T]:
        @wraps(function)
        def call(*args: Params.args, **kwargs: Params.kwargs) -> T:
            with span(name):
                return function(*args, **kwargs)

        return call

    return decorate


def fail(opened: Any, *, code: str) -> None:
    opened.set_attribute("error.type", code)
    opened.set_status(trace.StatusCode.ERROR, code)


def event(name: str, attributes: Attributes) -> None:
    """On the span around this."""
    if _tracer is not None:
        trace.get_current_span().add_event(name, known(attributes))


def traceparent() -> str:
    """Of the span around this, to be kept with what it starts; empty where there is none."""
    if _tracer is None:
        return ""
    carrier: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carrier)
    return carrier.get(HEADER, "")


def ids_of_trace() -> dict[str, str]:
    if _tracer is None:
        return {}
    found = trace.get_current_span().get_span_context()
    if not found.is_valid:
        return {}
    return {
        "trace_id": trace.format_trace_id(found.trace_id),
        "span_id": trace.format_span_id(found.span_id),
    }


def known(attributes: Attributes) -> dict[str, Any]:
    """OpenTelemetry warns of each None."""
    return {name: value for name, value in attributes.items() if value is not None}


def _context(parent: str) -> Any:
    return TraceContextTextMapPropagator().extract({HEADER: parent})
