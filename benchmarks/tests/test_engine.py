"""The benchmark runs from its command line and says its ratios. How fast is not tested here."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from benchmarks.measured import Measured
from benchmarks.others import INSPECT_PYTHON, Beside, Load, beside
from benchmarks.report import Loaded, Report, Round, figures, render
from benchmarks.services import stub
from experiments.tests.processes import test_database_url

LOAD = ["--calls", "20", "--delay-ms", "5", "--in-flight", "4", "--workers", "1", "--rounds", "1"]


@pytest.mark.skipif(settings.EMBEDDED_WORKER, reason="it measures PostgreSQL with a broker")
@pytest.mark.django_db(transaction=True)
def test_it_measures_both_programs_and_says_the_ratio(tmp_path):
    """On the servers of this pass, whose database has its tables already."""
    figures = tmp_path / "figures.json"
    servers = {
        "BAKEOFF_TEST_DATABASE_URL": test_database_url(),
        "BAKEOFF_TEST_REDIS_URL": settings.REDIS_URL,
    }
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.engine", *LOAD, "--sizes", "8", "--json", figures],
        env=os.environ | servers,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"^ratio engine / bare: \d+\.\d\d ", done.stdout, re.MULTILINE)
    report = json.loads(figures.read_text())
    [load] = report["loads"]
    assert load["ratio"] > 0
    assert [each["engine_calls"] for each in load["rounds"]] == [20]
    assert [(each["calls"], each["messages"]) for each in report["sizes"]] == [(8, 1)]


def test_the_ratio_is_the_median_of_the_rounds():
    assert loaded(9.0, 2.0, 3.0).ratio == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("in_flight", "wall", "held"),
    [(64, 2.2, True), (64, 2.3, False), (256, 1.9, True), (256, 2.0, False)],
)
def test_a_ratio_that_falls_short_is_named(in_flight, wall, held):
    ratio, extra = figures(Report(workers=2, loads=[loaded(wall, in_flight=in_flight)]))
    assert (ratio.name, ratio.held) == (
        f"wall against the bare loop at {in_flight} in flight",
        held,
    )
    assert extra.held


def test_other_loads_are_measured_without_a_promise():
    names = [each.name for each in figures(Report(workers=2, loads=[loaded(9.0, in_flight=8)]))]
    assert names == ["calls beyond one an attempt at 8 in flight"]


def test_a_call_too_many_falls_short():
    load = loaded(1.0, in_flight=8, engine_calls=21)
    assert [each.held for each in figures(Report(workers=2, loads=[load]))] == [False]


@pytest.mark.parametrize(
    ("changes", "short"),
    [
        ({}, []),
        ({"wall_s": 340.0}, ["throughput"]),
        ({"rss_mb": 60.0}, ["a worker's memory"]),
        ({"messages": 100}, ["messages to start a run"]),
        ({"plan_s": 5.1}, ["until 100,000 were planned"]),
    ],
)
def test_a_large_run_is_held_against_a_small_one(changes, short):
    small = {"wall_s": 3.0, "cpu_s": 1.0, "rss_mb": 50.0, "messages": 1, "plan_s": 0.1}
    large = small | {"wall_s": 300.0, "plan_s": 4.9} | changes
    sizes = [Measured(calls=1_000, **small), Measured(calls=100_000, **large)]
    missed = [each.name for each in figures(Report(workers=2, sizes=sizes)) if not each.held]
    assert [name.partition(" of ")[0] for name in missed] == short


def test_what_is_installed_beside_it_has_its_ratios_and_what_is_not_says_so():
    there = Beside(name="Other", words="1.0", measured=measured(8.0), peak=4)
    load = loaded(1.0, others=[there, Beside(name="Another", words="not installed")])
    text = render(Report(workers=2, loads=[load]))
    assert "ratio Other / bare: 4.00, Other / engine: 8.00" in text
    assert "Another: not installed" in text


def test_the_others_get_the_same_load_and_their_faults_are_their_own(monkeypatch, tmp_path):
    """A command in the place of promptfoo, and a Python without Inspect AI."""
    fake = tmp_path / "promptfoo"
    fake.write_text(f"#!{sys.executable}\n{FAKE}")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv(INSPECT_PYTHON, str(tmp_path / "nowhere"))
    with stub(delay_ms=1) as url:
        inspect, promptfoo = beside(Load(url=url, calls=3, in_flight=2))
    assert inspect.words.startswith("did not get through")
    assert (promptfoo.words, promptfoo.measured.calls, promptfoo.peak) == ("9.9", 3, 1)


FAKE = """
import json, sys, urllib.request
if "--version" in sys.argv:
    print("9.9")
    sys.exit()
config = json.load(open(sys.argv[sys.argv.index("--config") + 1]))
for test in config["tests"]:
    url = config["providers"][0]["config"]["apiBaseUrl"] + "/chat/completions"
    urllib.request.urlopen(url, data=json.dumps(test).encode()).read()
"""


def loaded(*walls, in_flight=4, engine_calls=20, others=()):
    rounds = [
        Round(
            bare=measured(2.0),
            engine=measured(wall),
            bare_peak=4,
            engine_peak=4,
            engine_calls=engine_calls,
        )
        for wall in walls
    ]
    return Loaded(ideal_s=1.0, in_flight=in_flight, rounds=rounds, others=others)


def measured(wall: float) -> Measured:
    return Measured(wall_s=wall, cpu_s=1.0, rss_mb=50.0, calls=20)
