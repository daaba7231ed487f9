"""Traces are an extra: off unless asked for, and who asks in vain is told what is missing."""

import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config import telemetry
from experiments import tracing


@pytest.fixture(autouse=True)
def untraced():
    yield
    tracing.trace_with(None)


def test_nothing_is_traced_unless_asked_for():
    assert not settings.TRACES
    assert not tracing.on()
    with tracing.span("anything") as opened:
        assert opened is None


def test_spans_are_sent_under_the_name_of_the_program_or_the_operators(monkeypatch):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
    traces = telemetry.exporting()
    named = traces.resource.attributes
    traces.shutdown()
    assert named["service.name"] == "bakeoff"
    assert named["deployment.environment.name"] == "test"


def test_a_missing_library_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(ImproperlyConfigured, match=r"install requirements-telemetry\.txt"):
        telemetry.send_traces()
    assert not tracing.on()
