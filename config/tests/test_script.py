"""`./bakeoff manage` on a database that is not there yet."""

import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from config.inherited import without_settings

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def started(tmp_path):
    """Start `./bakeoff` with an environment in which everything is installed already."""
    python = tmp_path / "environment" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    mark = tmp_path / "environment" / ".installed-requirements.txt"
    shutil.copy(ROOT / "requirements.txt", mark)
    environment = without_settings() | {
        "BAKEOFF_ENVIRONMENT": str(tmp_path / "environment"),
        "BAKEOFF_DATA_DIR": str(tmp_path / "data"),
        "DJANGO_SUPERUSER_PASSWORD": "long-enough-a-word",
    }
    return lambda *arguments: subprocess.Popen(
        [ROOT / "bakeoff", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_first_superuser_finds_a_migrated_database(started):
    user = ("--username", "first", "--email", "first@example.org")
    process = started("manage", "createsuperuser", "--noinput", *user)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, out.strip()) == (0, "Superuser created successfully."), err


@pytest.mark.parametrize(
    ("command", "option"), [("import", "--experiment"), ("gate", "--candidate")]
)
def test_what_the_command_is_called_is_what_is_run(started, command, option):
    out, err = started(command, "--help").communicate(timeout=120)
    assert option in out, err


def test_checking_makes_no_tables(started, tmp_path):
    process = started("manage", "check")
    _, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    file = tmp_path / "data" / "bakeoff.sqlite3"
    assert not file.exists() or file.stat().st_size == 0


def test_a_worker_makes_the_tables_it_works_with(started, tmp_path):
    process = started("manage", "work")
    try:
        assert process.stdout.readline() == "working\n"
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0, err
    with sqlite3.connect(tmp_path / "data" / "bakeoff.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM experiments_run").fetchone() == (0,)
