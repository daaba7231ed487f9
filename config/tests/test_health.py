"""Probes learn whether a process lives and can work, in bounded time, and nothing else."""

import signal
import threading
from datetime import timedelta

import pytest
from celery import current_app
from django.conf import settings as project
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from config.bounded import Check, failing
from experiments.models import Reconciling
from experiments.tests.processes import wait_until, worker

NOWHERE = "redis://:canary-password@127.0.0.1:1/0"


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_process_that_lives_says_so_to_any_host_without_a_database(client, settings, method):
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["bakeoff.example.org"]
    answer = getattr(client, method)("/healthz", headers={"host": "10.1.2.3:8000"})
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert method == "head" or answer.json() == {"status": "ok"}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_are_only_read(client, path):
    assert client.post(path).status_code == 405


@pytest.mark.django_db
def test_a_site_with_its_database_migrations_and_broker_is_ready(client):
    answer = client.get("/readyz", headers={"host": "10.1.2.3"})
    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "failing": []})


@pytest.mark.django_db(transaction=True)
def test_a_site_before_its_migrations_is_not_ready(client):
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("experiments", "0001_initial")
    try:
        answer = client.get("/readyz")
    finally:
        recorder.record_applied("experiments", "0001_initial")
    assert answer.status_code == 503
    assert answer.json() == {"status": "not ready", "failing": ["migrations"]}


@pytest.mark.django_db
def test_a_site_without_its_broker_is_not_ready_and_keeps_the_address_to_itself(
    client, settings, monkeypatch, caplog
):
    settings.EMBEDDED_WORKER = False
    monkeypatch.setitem(current_app.conf, "broker_write_url", NOWHERE)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "not ready", "failing": ["broker"]}
    assert "broker is not well" in caplog.text
    assert "canary" not in caplog.text


def test_what_hangs_is_given_up_and_asked_once_however_often():
    released, asked = threading.Event(), []

    def hang():
        asked.append(1)
        released.wait()

    checks = [Check("stuck", hang), Check("well", lambda: None)]
    assert failing(checks, seconds=0.2) == ["stuck"]
    assert failing(checks, seconds=0.0) in (["stuck"], ["stuck", "well"])
    assert len(asked) == 1
    released.set()
    assert failing(checks, seconds=10) == []


def test_what_failed_is_asked_again():
    faults = [OSError("canary-password")]

    def ask():
        if faults:
            raise faults.pop()

    check = Check("moody", ask)
    assert failing([check], seconds=10) == ["moody"]
    assert failing([check], seconds=10) == []


@pytest.mark.django_db(transaction=True)
def test_the_reconciler_is_well_if_it_came_by_of_late():
    with pytest.raises(CommandError):
        call_command("health", "reconciler")
    turn = Reconciling.objects.create()
    call_command("health", "reconciler")
    Reconciling.objects.filter(pk=turn.pk).update(last_at=timezone.now() - timedelta(minutes=2))
    with pytest.raises(CommandError):
        call_command("health", "reconciler")
    call_command("health", "reconciler", within=600)


@pytest.mark.skipif(project.EMBEDDED_WORKER, reason="the embedded worker is the site's process")
@pytest.mark.django_db(transaction=True)
def test_a_worker_is_well_as_long_as_it_answers():
    with pytest.raises(CommandError):
        call_command("health", "worker", timeout=0.2)
    with worker() as one:
        wait_until(lambda: is_well(), log=one.log)
        one.kill(signal.SIGSTOP)
        assert not is_well()


@pytest.mark.skipif(not project.EMBEDDED_WORKER, reason="there is a broker")
def test_the_embedded_worker_is_asked_through_the_site():
    with pytest.raises(CommandError, match="/healthz"):
        call_command("health", "worker")


def is_well():
    try:
        call_command("health", "worker", timeout=1)
    except CommandError:
        return False
    return True
