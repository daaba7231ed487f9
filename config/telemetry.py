"""Sending spans to an OpenTelemetry collector: an extra (requirements-telemetry.txt), off unless
OTEL_EXPORTER_OTLP_ENDPOINT or BAKEOFF_TRACES turns it on.

By hand, not by OpenTelemetry's instrumentations: those may be told by a variable to record what is
in prompts and answers, and one of them could not be imported.
"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from experiments.tracing import trace_with

MISSING = (
    "BAKEOFF_TRACES (or OTEL_EXPORTER_OTLP_ENDPOINT) asks for traces: install"
    " requirements-telemetry.txt, or set BAKEOFF_TRACES=false."
)


def send_traces() -> None:
    """Raises ImproperlyConfigured where the libraries are not installed."""
    try:
        trace_with(exporting())
    except ModuleNotFoundError as fault:
        raise ImproperlyConfigured(MISSING) from fault


def exporting() -> Any:
    """A TracerProvider that sends what ends in batches."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import SERVICE_NAME, OTELResourceDetector, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    named = Resource({SERVICE_NAME: "bakeoff"}).merge(OTELResourceDetector().detect())
    provider = TracerProvider(resource=named)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider
