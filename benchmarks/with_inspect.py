"""The same load through Inspect AI, in a Python that has it; Bakeoff itself is not needed there.

    python -m benchmarks.with_inspect URL [--calls N] [--in-flight N]

Prints one line of JSON: its version and a Measured. It keeps its log file, scores nothing.
"""

import argparse
import json
import tempfile
import time
from dataclasses import asdict
from importlib.metadata import version

from benchmarks.measured import Measured, memory_mb
from benchmarks.prompts import prompt


def measure(url: str, *, calls: int, in_flight: int, logs: str) -> Measured:
    from inspect_ai import Task  # type: ignore[import-not-found]
    from inspect_ai import eval as evaluate
    from inspect_ai.dataset import MemoryDataset, Sample  # type: ignore[import-not-found]
    from inspect_ai.model import get_model  # type: ignore[import-not-found]
    from inspect_ai.solver import generate  # type: ignore[import-not-found]

    samples = [Sample(input=prompt(number)) for number in range(calls)]
    task = Task(dataset=MemoryDataset(samples), solver=generate())
    model = get_model("openai/stub-1", base_url=f"{url}/v1", api_key="none", responses_api=False)
    began, cpu = time.monotonic(), time.process_time()
    (log,) = evaluate(
        task,
        model=model,
        max_connections=in_flight,
        max_samples=in_flight,
        display="none",
        log_dir=logs,
    )
    measured = Measured(
        wall_s=time.monotonic() - began,
        cpu_s=time.process_time() - cpu,
        rss_mb=memory_mb("self"),
        calls=calls,
    )
    if log.status != "success":
        raise SystemExit(f"Inspect AI ended with {log.status}: {log.error}")
    return measured


def main() -> None:
    parser = argparse.ArgumentParser(description="The load of the benchmark through Inspect AI")
    parser.add_argument("url")
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--in-flight", type=int, default=64)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bakeoff-bench-") as logs:
        measured = measure(options.url, calls=options.calls, in_flight=options.in_flight, logs=logs)
    print(json.dumps({"version": version("inspect_ai"), "measured": asdict(measured)}))


if __name__ == "__main__":
    main()
