"""`run` as people start it: its own process, its exit codes, what it prints and leaves behind."""

import json
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager, nullcontext

import pytest
from django.conf import settings
from django.core.management import ManagementUtility

from experiments.models import Attempt, ProviderCall, Run
from experiments.tests.processes import ROOT, completion, environment, provider, wait_until, worker
from leaderboards.tests.specs import TASKS, spec, write

pytestmark = pytest.mark.django_db(transaction=True)
PATCH = "```diff\n--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-a = 1\n+a = 2\n```\n"
VERDICT = json.dumps({"quality": 0.75, "risk": 0.25, "confidence": 0.5, "rationale": "CANARY"})


def respond(body):
    return 200, completion(VERDICT if body["model"] == "judge-1" else PATCH), {}


@contextmanager
def process(path, *arguments, **changes):
    started = subprocess.Popen(
        [sys.executable, "manage.py", "run", str(path), *map(str, arguments)],
        cwd=ROOT,
        env=environment(**changes),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def ran(path, *arguments, **changes):
    """Exit code, standard output and standard error."""
    with process(path, *arguments, **changes) as started:
        out, err = started.communicate(timeout=120)
    return started.returncode, out, err


def workers():
    """With a broker, `run` leaves the work to the installation's workers."""
    return nullcontext() if settings.EMBEDDED_WORKER else worker()


def test_a_run_ends_with_boards_and_files_and_exit_code_0(tmp_path):
    output = tmp_path / "deep" / "output"
    with provider(respond) as fake, workers():
        path = write(tmp_path, spec(fake.base_url))
        code, out, err = ran(path, "--output", output)
    assert code == 0, err
    for title in ("Quality", "Latency", "Cost", "Evaluator score"):
        assert f"\n{title} (" in out
    assert "completed: attempts 3/3, validation 3/3, evaluation 3/3" in err
    summary = json.loads((output / "summary.json").read_text())
    run = Run.objects.get()
    assert summary["run"]["id"] == str(run.pk)
    assert summary["attempts"]["succeeded"] == fake.total / 2 == 3
    lines = (output / "attempts.jsonl").read_text().splitlines()
    assert sorted(json.loads(line)["task"] for line in lines) == [task["key"] for task in TASKS]
    assert "CANARY" not in out + err + "".join(file.read_text() for file in output.iterdir())
    assert sorted(file.name for file in output.iterdir()) == ["attempts.jsonl", "summary.json"]


def test_a_run_without_any_success_ends_with_exit_code_4(tmp_path):
    with provider(lambda body: (400, {"error": {"message": "no"}}, {})) as fake, workers():
        code, out, err = ran(write(tmp_path, spec(fake.base_url, judge=False)))
    assert code == 4, err
    assert "No attempt succeeded." in err
    assert "3 failed" in out
    assert "invalid_request" in out


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [({"unknown": 1}, 2), ({"providers": {"openai_compatible": {"enabled": False}}}, 3)],
)
def test_a_refused_spec_ends_at_once_with_its_own_exit_code(tmp_path, capfd, spoil, expected):
    path = write(tmp_path, spec() | spoil)
    with pytest.raises(SystemExit) as ended:
        ManagementUtility(["manage.py", "run", str(path)]).execute()
    out, err = capfd.readouterr()
    assert (ended.value.code, out) == (expected, "")
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == {2: 1, 3: 2}[expected]
    assert not Run.objects.exists()


def test_after_ctrl_c_the_same_command_goes_on_and_loses_nothing(tmp_path):
    tasks = [{**TASKS[0], "key": f"t-{number}", "prompt": f"Do {number}."} for number in range(24)]
    gate = threading.Event()

    def answer(body):
        """The first few at once; the others not before the command runs again."""
        assert fake.total <= 8 or gate.wait(60)
        return respond(body)

    with provider(answer) as fake, workers():
        path = write(
            tmp_path, spec(fake.base_url, judge=False), tasks="\n".join(map(json.dumps, tasks))
        )
        with process(path) as first:
            wait_until(lambda: Attempt.objects.filter(state="succeeded").count() >= 4)
            first.send_signal(signal.SIGINT)
            _, err = first.communicate(timeout=60)
        assert first.returncode == 130, err
        assert "The same command goes on" in err
        run = Run.objects.get(state="running")
        attempts = Attempt.objects.filter(run=run)
        if settings.EMBEDDED_WORKER:
            assert not attempts.filter(state="running").exists()
        with process(path) as second:
            assert second.stderr.readline().startswith("running: attempts ")
            gate.set()
            _, err = second.communicate(timeout=120)
    assert second.returncode == 0, err
    assert Run.objects.get().pk == run.pk
    assert attempts.filter(state="succeeded").count() == attempts.count() == 24
    calls = ProviderCall.objects.filter(run=run)
    assert calls.filter(outcome="succeeded").count() == 24
    others = calls.exclude(outcome__in=("succeeded", "aborted"))
    assert list(others.values("outcome", "error_code", "number")) == []
    assert fake.total <= calls.count()
