"""The system checks, and the settings of a production site as a whole."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as project
from django.core.checks import run_checks

SQLITE = {"default": {"ENGINE": "django.db.backends.sqlite3"}}
POSTGRES = {"default": {"ENGINE": "django.db.backends.postgresql"}}
KEY = "only-for-this-check-" + "Wq8z" * 12


def found(*, deploy=True):
    messages = run_checks(include_deployment_checks=deploy)
    return {message.id for message in messages if message.id.startswith("bakeoff.")}


@pytest.mark.parametrize(("value", "refused"), [("4", True), ("1", False), ("", False)])
def test_the_embedded_worker_takes_one_web_process(monkeypatch, settings, value, refused):
    monkeypatch.setenv("WEB_CONCURRENCY", value)
    settings.EMBEDDED_WORKER = True
    assert ("bakeoff.E001" in found(deploy=False)) == refused


def test_with_a_broker_there_may_be_many_web_processes(monkeypatch, settings):
    monkeypatch.setenv("WEB_CONCURRENCY", "4")
    settings.EMBEDDED_WORKER = False
    assert "bakeoff.E001" not in found(deploy=False)


@pytest.mark.parametrize(
    ("databases", "embedded", "expected"),
    [
        (POSTGRES, True, {"bakeoff.E002"}),
        (SQLITE, False, {"bakeoff.E003"}),
        (POSTGRES, False, set()),
        (SQLITE, True, set()),
    ],
)
def test_the_broker_fits_the_database(settings, databases, embedded, expected):
    settings.DATABASES, settings.EMBEDDED_WORKER = databases, embedded
    assert found() & {"bakeoff.E002", "bakeoff.E003"} == expected
    assert not found(deploy=False) & expected


@pytest.mark.parametrize(
    ("lease", "reconcile", "told"), [(30, 10, False), (10, 10, True), (2, 0.5, False)]
)
def test_reconciliations_that_are_far_apart_for_their_leases_are_told(
    settings, lease, reconcile, told
):
    settings.LEASE_SECONDS, settings.RECONCILE_SECONDS = lease, reconcile
    assert ("bakeoff.W001" in found(deploy=False)) == told


def test_debug_is_not_for_the_public(settings):
    settings.DEBUG = True
    assert "bakeoff.E004" in found()


@pytest.mark.parametrize("host", ["*", "."])
def test_a_site_names_its_hosts(settings, host):
    settings.ALLOWED_HOSTS = ["example.org", host]
    assert "bakeoff.E005" in found()


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [({}, 0, ()), ({"DEBUG": "true", "ALLOWED_HOSTS": "*"}, 1, ("bakeoff.E004", "bakeoff.E005"))],
)
def test_production_settings_pass_the_deployment_check(tmp_path, changed, status, said):
    production = {
        "BAKEOFF_HTTPS": "true",
        "SECRET_KEY": KEY,
        "ALLOWED_HOSTS": "example.org",
        "BAKEOFF_DATA_DIR": str(tmp_path),
        "DEBUG": "false",
        "DATABASE_URL": "",
        "CELERY_BROKER_URL": "",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=project.BASE_DIR,
        env=os.environ | production | changed,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stderr
    assert all(each in done.stderr for each in said)
