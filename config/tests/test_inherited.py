"""Nothing of the operator's own settings reaches the tests and the checks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.inherited import without_settings
from config.run_checks import main as run_checks
from config.run_tests import main as run_tests

ROOT = Path(__file__).resolve().parent.parent.parent
SETTINGS = [
    *("ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "DATABASE_URL", "DEBUG", "REDIS_URL", "SECRET_KEY"),
    *("BAKEOFF_CREDENTIAL_ACME_LOCAL", "BAKEOFF_DATA_DIR", "BAKEOFF_ENV_FILE"),
    *("CELERY_BROKER_URL", "OPENAI_API_KEY", "VAULT_TOKEN", "AWS_SECRET_ACCESS_KEY"),
]


def test_settings_are_left_out_and_what_says_how_to_test_is_kept(monkeypatch):
    for name in SETTINGS:
        monkeypatch.setenv(name, "the operator's")
    monkeypatch.setenv("BAKEOFF_TEST_REDIS_URL", "redis://elsewhere/0")
    found = without_settings()
    assert found["BAKEOFF_ENV_FILE"] == os.devnull
    assert "the operator's" not in found.values()
    assert found["BAKEOFF_TEST_REDIS_URL"] == "redis://elsewhere/0"
    assert found["PATH"] == os.environ["PATH"]


def test_the_file_of_settings_can_be_another_and_goes_after_the_environment(tmp_path):
    (tmp_path / "other.env").write_text("BAKEOFF_LOG_LEVEL=ERROR\nBAKEOFF_LEASE_SECONDS=7\n")
    code = "from config import settings as s; print(s.LOGGING['root']['level'], s.LEASE_SECONDS)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=without_settings()
        | {
            "BAKEOFF_ENV_FILE": str(tmp_path / "other.env"),
            "BAKEOFF_DATA_DIR": str(tmp_path),
            "BAKEOFF_LEASE_SECONDS": "9",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["ERROR", "9.0"]


@pytest.fixture
def operators(monkeypatch):
    """An operator's setting, and servers that are given, so that none is started."""
    for name in ("BAKEOFF_TEST_DATABASE_URL", "BAKEOFF_TEST_REDIS_URL"):
        monkeypatch.setenv(name, "given")
    monkeypatch.setenv("CSRF_TRUSTED_ORIGINS", "https://operator.example.org")


def test_the_tests_run_apart_without_the_operators_settings(operators, capsysbinary):
    seen = []

    def start(command, *, env, **how):
        seen.append(env)
        return subprocess.Popen([sys.executable, "-c", "print('tested')"], env=env, **how)

    assert run_tests([], start=start) == 0
    _assert_without_settings(seen)
    assert len({env["BAKEOFF_DATA_DIR"] for env in seen}) == 5
    assert len({env["DATABASE_URL"] for env in seen}) == 5
    assert len({env.get("REDIS_URL") for env in seen}) == 3
    assert capsysbinary.readouterr().out.rstrip().endswith(b"tested")


@pytest.mark.parametrize("failing", range(5))
def test_the_tests_fail_if_any_part_does(operators, failing):
    codes = [0] * 5
    codes[failing] = 3

    def start(command, **how):
        return subprocess.Popen([sys.executable, "-c", f"exit({codes.pop()})"], **how)

    assert run_tests([], start=start) == 3


def test_a_part_that_has_none_of_the_tests_asked_for_does_not_fail(operators):
    codes = [5, 0, 5, 5, 5]

    def start(command, **how):
        return subprocess.Popen([sys.executable, "-c", f"exit({codes.pop()})"], **how)

    assert run_tests([], start=start) == 0
    codes += [5] * 5
    assert run_tests([], start=start) == 5


def test_the_checks_run_without_the_operators_settings(operators):
    seen = []

    def run(command, *, env, **_):
        seen.append(env)
        return subprocess.CompletedProcess(command, 0, "", "")

    assert run_checks(run=run) == 0
    _assert_without_settings(seen)


def _assert_without_settings(environments):
    assert {env["BAKEOFF_ENV_FILE"] for env in environments} == {os.devnull}
    assert not any("CSRF_TRUSTED_ORIGINS" in env for env in environments)
