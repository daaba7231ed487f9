"""What an operator sees of the workers: what they have counted, and what they trace.

One of them serves on a port what all have counted together (PROMETHEUS_MULTIPROC_DIR). Traces go
to a collector, of those runs only whose start was part of one.
"""

import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from benchmarks.chaos.collector import Collector, collector, is_installed

PATIENCE_SECONDS = 30
Sums = dict[tuple[str, ...], float]
# What the database can sum up too, and by what.
COMPARED = {
    "bakeoff_provider_calls_total": ("stage", "provider", "outcome", "code"),
    "bakeoff_retries_total": ("stage", "provider"),
    "bakeoff_work_ended_total": ("stage", "state", "code"),
    "bakeoff_spend_usd_total": ("provider",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """`traces` is None where the extra for them is not installed."""

    counts: Path
    port: int
    traces: Collector | None

    def environment(self) -> dict[str, str]:
        """For all workers."""
        counted = {"PROMETHEUS_MULTIPROC_DIR": str(self.counts)}
        if self.traces is None:
            return counted
        return counted | {
            "OTEL_EXPORTER_OTLP_ENDPOINT": self.traces.url,
            "OTEL_BSP_SCHEDULE_DELAY": "200",
            "OTEL_TRACES_SAMPLER": "parentbased_always_off",
        }

    def port_of(self, number: int) -> int | None:
        """The first of them serves for all."""
        return self.port if number == 0 else None

    def scraped(self) -> str:
        """As Prometheus would; whoever serves it may have been killed a moment ago."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}", timeout=5) as answer:
                    text: str = answer.read().decode()
                    return text
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def sums(self) -> Sums:
        """By metric and labels."""
        families = text_string_to_metric_families(self.scraped())
        return {
            (sample.name, *(sample.labels[label] for label in COMPARED[sample.name])): sample.value
            for family in families
            for sample in family.samples
            if sample.name in COMPARED
        }

    def grown(self, before: Sums) -> Sums:
        return {key: value - before.get(key, 0) for key, value in self.sums().items()}


@contextmanager
def watching(directory: Path) -> Iterator[Watch]:
    with ExitStack() as stack:
        counts = directory / "counts"
        counts.mkdir()
        traces = stack.enter_context(collector()) if is_installed() else None
        yield Watch(counts=counts, port=free_port(), traces=traces)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port
