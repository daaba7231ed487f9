"""`demo` on empty tables: no attempt lost, the promised boards, and a second time nothing new."""

import json
import re
import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings

from experiments.tests.processes import ROOT, copy_tables, environment


def demo(directory):
    done = subprocess.run(
        [sys.executable, "manage.py", "demo", "--no-serve"],
        cwd=ROOT,
        env=environment(
            BAKEOFF_DATA_DIR=str(directory),
            DATABASE_URL=f"sqlite:///{directory}/demo.sqlite3",
            CELERY_BROKER_URL="",
            SECRET_KEY="",
        ),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def lack_a_migration(directory):
    """A small one that no other rests on, and so is quickly made up for."""
    with sqlite3.connect(directory / "demo.sqlite3") as database:
        database.execute("DROP TABLE django_session")
        lacking = "app = 'sessions' AND name = '0001_initial'"
        assert database.execute(f"DELETE FROM django_migrations WHERE {lacking}").rowcount == 1


def rows(directory, query):
    with sqlite3.connect(directory / "demo.sqlite3") as database:
        return database.execute(query).fetchall()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not settings.EMBEDDED_WORKER, reason="the demo is for SQLite, without a broker")
def test_the_demo_ends_with_its_boards_and_may_be_run_again(tmp_path):
    copy_tables(tmp_path / "demo.sqlite3")
    migrations = rows(tmp_path, "SELECT app, name FROM django_migrations")
    lack_a_migration(tmp_path)
    out = demo(tmp_path)
    assert set(rows(tmp_path, "SELECT app, name FROM django_migrations")) == set(migrations)
    for title in ("Quality", "Latency", "Cost", "Evaluator score"):
        assert len(re.findall(rf"^{title} \(.*\) \[simulated\]$", out, re.MULTILINE)) == 2
    states = dict(rows(tmp_path, "SELECT state, count(*) FROM experiments_attempt GROUP BY state"))
    assert set(states) == {"succeeded", "failed"}
    assert sum(states.values()) == 36 * 4 * 3 + 12
    assert rows(
        tmp_path, "SELECT count(*) FROM experiments_providercall WHERE outcome = 'open'"
    ) == [(0,)]
    _shows_what_the_demo_is_for(tmp_path)

    before = rows(tmp_path, "SELECT id, state, finished_at FROM experiments_attempt ORDER BY id")
    assert demo(tmp_path) == out
    assert rows(tmp_path, "SELECT id, state, finished_at FROM experiments_attempt ORDER BY id") == (
        before
    )
    assert rows(tmp_path, "SELECT count(*) FROM experiments_run") == [(2,)]


def _shows_what_the_demo_is_for(directory):
    """Overlapping intervals with a decision, a pair that stays open, a failing arm, a flag."""
    found = rows(directory, "SELECT content FROM leaderboards_runsummary")
    summaries = {
        summary["run"]["experiment"]: summary
        for summary in (json.loads(content) for (content,) in found)
    }
    large = max(summaries.values(), key=lambda summary: summary["attempts"]["total"])
    tiny = min(summaries.values(), key=lambda summary: summary["attempts"]["total"])
    entries = {entry["arm"]: entry for entry in large["leaderboards"]["quality"]["entries"]}
    pairs = large["pairwise"]["quality"]
    decided = [pair for pair in pairs if pair["winner"]]
    assert any(_overlap(entries[pair["a"]]["ci"], entries[pair["b"]]["ci"]) for pair in decided)
    assert any(pair["verdict"] == "indistinguishable" for pair in pairs)
    assert large["attempts"]["failed"] > 0
    assert "low_n" in json.dumps(tiny)
    assert not any(entry["rank"] for entry in tiny["leaderboards"]["quality"]["entries"])


def _overlap(one, other):
    return one["low"] <= other["high"] and other["low"] <= one["high"]
