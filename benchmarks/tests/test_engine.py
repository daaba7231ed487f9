"""The benchmark runs from its command line and says its ratio. How fast is not tested here."""

import json
import re
import subprocess
import sys

import pytest

from benchmarks.measured import Measured
from benchmarks.report import Report, Round


def test_it_measures_both_programs_and_says_the_ratio(tmp_path):
    figures = tmp_path / "figures.json"
    load = ["--calls", "20", "--delay-ms", "5", "--in-flight", "4", "--workers", "1"]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.engine", *load, "--rounds", "1", "--json", str(figures)],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"^ratio engine / bare: \d+\.\d\d ", done.stdout, re.MULTILINE)
    report = json.loads(figures.read_text())
    assert report["ratio"] > 0
    assert [each["engine_calls"] for each in report["rounds"]] == [20]


def test_the_ratio_is_the_median_of_the_rounds():
    rounds = [round_of(engine=wall) for wall in (9.0, 2.0, 3.0)]
    assert Report(ideal_s=1.0, in_flight=4, workers=2, rounds=rounds).ratio == pytest.approx(1.5)


def round_of(*, engine: float) -> Round:
    return Round(
        bare=measured(2.0),
        engine=measured(engine),
        bare_peak=4,
        engine_peak=4,
        engine_calls=20,
    )


def measured(wall: float) -> Measured:
    return Measured(wall_s=wall, cpu_s=1.0, rss_mb=50.0, calls=20)
