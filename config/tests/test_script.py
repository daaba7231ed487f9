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
    """Start `./bakeoff` with an environment in which everything is installed already. `python` is
    a line of shell in the place of Python."""

    def start(*arguments, python=f'exec {sys.executable} "$@"'):
        file = tmp_path / "environment" / "bin" / "python"
        file.parent.mkdir(parents=True)
        file.write_text(f"#!/bin/sh\n{python}\n")
        file.chmod(0o755)
        mark = tmp_path / "environment" / ".installed-requirements.txt"
        shutil.copy(ROOT / "requirements.txt", mark)
        environment = without_settings() | {
            "BAKEOFF_ENVIRONMENT": str(tmp_path / "environment"),
            "BAKEOFF_DATA_DIR": str(tmp_path / "data"),
        }
        return subprocess.Popen(
            [ROOT / "bakeoff", *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


def asked_of_python(process):
    """What it was asked to do, a line each, by a stand-in that prints it and does nothing."""
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return out.replace(f"{ROOT}/", "").splitlines()


@pytest.mark.parametrize("command", ["createsuperuser", "changepassword", "shell"])
def test_what_people_begin_with_finds_a_migrated_database(started, command):
    process = started("manage", command, "--an option", python='echo "$@"')
    assert asked_of_python(process) == [
        "manage.py migrate --verbosity 0",
        f"manage.py {command} --an option",
    ]


@pytest.mark.parametrize(("command", "run"), [("import", "import_results"), ("gate", "gate")])
def test_what_the_command_is_called_is_what_is_run(started, command, run):
    asked = asked_of_python(started(command, "--help", python='echo "$@"'))
    assert asked == [f"manage.py {run} --help"]


def test_no_other_command_makes_tables(started):
    process = started("manage", "check", "--tag", "urls", python='echo "$@"')
    assert asked_of_python(process) == ["manage.py check --tag urls"]


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
