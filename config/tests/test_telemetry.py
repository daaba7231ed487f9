"""Traces are an extra: off unless asked for, and a start that asks in vain says what is missing."""

import subprocess
import sys
import textwrap

from config.inherited import without_settings
from experiments.tests.processes import ROOT

HIDE = """
import sys
sys.modules["opentelemetry.sdk"] = None
"""
START = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
from experiments import tracing
print(tracing.on(), "opentelemetry.sdk" in sys.modules, "opentelemetry.exporter" in sys.modules)
"""


def started(tmp_path, *, before="import sys", **environment):
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(before) + START],
        cwd=ROOT,
        env=without_settings() | {"BAKEOFF_DATA_DIR": str(tmp_path)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_is_traced_and_no_sdk_imported_unless_asked_for(tmp_path):
    assert started(tmp_path).stdout.split() == ["False", "False", "False"]


def test_an_endpoint_turns_traces_on(tmp_path):
    endpoint = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}
    assert started(tmp_path, **endpoint).stdout.split()[0] == "True"


def test_a_missing_library_stops_the_start_with_one_line(tmp_path):
    done = started(tmp_path, before=HIDE, BAKEOFF_TRACES="true")
    assert done.returncode != 0
    assert "install requirements-telemetry.txt" in done.stderr.splitlines()[-1]
