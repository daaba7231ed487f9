"""The benchmark runs from its command line and says its ratios. How low is not tested here."""

import re
import subprocess
import sys

import pytest

from benchmarks.adapters import Compared, render

FACES = [
    "openai chat",
    "openai responses",
    "azure_openai classic",
    "azure_openai v1",
    "openrouter",
    "openai_compatible",
    "anthropic",
]


def test_it_measures_every_adapter_and_fails_above_the_limit():
    load = ["--calls", "4", "--in-flight", "2", "--rounds", "1", "--delay-ms", "1", "--limit", "0"]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.adapters", *load],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 1, done.stderr
    rows = re.findall(r"^(\S.*?) +\d+\.\d{3} +\d+\.\d{3} +\d+\.\d\d   ", done.stdout, re.MULTILINE)
    assert rows == FACES
    assert done.stdout.endswith(f"above 0: {', '.join(FACES)}\n")


def test_the_ratio_is_the_median_of_the_rounds():
    compared = Compared(name="a", bare=[1.0, 2.0, 4.0], adapter=[9.0, 2.4, 4.0])
    assert compared.ratio == pytest.approx(1.2)
    assert render([compared], limit=1.3).endswith("all within 1.3")
    assert render([compared], limit=1.1).endswith("above 1.1: a")
