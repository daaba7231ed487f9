"""`replay` as people start it: what it says, its exit codes, what it leaves behind; and a kill."""

import json
import signal
import subprocess
import sys
from contextlib import contextmanager
from statistics import mean, stdev

import pytest
from django.conf import settings
from django.core.management import call_command
from scipy import stats

from evaluation.models import Evaluation, Replay
from evaluation.queries import judgements_digest
from evaluation.replay import cancel_replay, start_replay
from evaluation.tests.replays import NEW_JUDGE, judges, second_judge
from experiments.models import ProviderCall
from experiments.tests.draining import quicken
from experiments.tests.processes import ROOT, environment, provider, wait_until, worker
from leaderboards.management.commands.replay import Command
from leaderboards.models import Comparison
from leaderboards.pairs import published_summary
from leaderboards.queries import comparison_document
from leaderboards.tests.replayed import judge_all, large_run, replayable_run, sealed, started_replay
from providers.tests.factories import AllowlistEntryFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(settings):
    quicken(settings)


@contextmanager
def process(*arguments):
    started = subprocess.Popen(
        [sys.executable, "manage.py", "replay", *map(str, arguments)],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def said(capsys, *arguments, **options):
    """The exit code, and what was printed where, in this process."""
    code = 0
    try:
        call_command("replay", *map(str, arguments), **options)
    except SystemExit as exit_:
        code = exit_.code
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


def judgements():
    return Evaluation.objects.filter(run__repeats=0, state="succeeded")


def old(n):
    return n % 10 / 10


def new(n):
    return n % 7 / 7


SIZES = [200, pytest.param(2_000, marks=pytest.mark.chaos)]


@pytest.mark.skipif(not settings.EMBEDDED_WORKER, reason="who is killed works the replay itself")
@pytest.mark.parametrize("attempts", SIZES)
def test_a_replay_survives_kill_9_of_the_command_and_seals_one_comparison(tmp_path, attempts):
    with provider(judges(new=lambda n: {"quality": new(n)})) as fake:
        fake.delay = 0.05
        run = large_run(fake.base_url, attempts=attempts, old=old)
        before = judgements_digest(run), published_summary(run).content
        arguments = (run.pk, "--profile", second_judge(run), "--output", tmp_path)
        with process(*arguments) as one:
            wait_until(lambda: judgements().count() >= attempts // 5)
            one.send_signal(signal.SIGKILL)
            one.communicate(timeout=60)
        assert not Comparison.objects.exists()
        assert judgements().count() < attempts
        fake.delay = 0
        with process(*arguments) as other:
            out, err = other.communicate(timeout=300)
    assert other.returncode == 0, err
    replay = Replay.objects.get()
    assert f"Going on with replay {replay.pk}" in err
    assert json.loads((tmp_path / "comparison.json").read_text()) == comparison_document(
        replay.work
    )
    assert Comparison.objects.get().digest in out
    is_as_if_nobody_was_killed(replay, fake, before=before, attempts=attempts)


@pytest.mark.skipif(settings.EMBEDDED_WORKER, reason="the command works the replay itself")
@pytest.mark.parametrize("attempts", SIZES)
def test_a_replay_survives_kill_9_of_its_worker_and_seals_one_comparison(attempts):
    with provider(judges(new=lambda n: {"quality": new(n)})) as fake:
        fake.delay = 0.05
        run = large_run(fake.base_url, attempts=attempts, old=old)
        before = judgements_digest(run), published_summary(run).content
        with worker() as one:
            replay = start_replay(run, reference=second_judge(run), actor=None)
            wait_until(lambda: judgements().count() >= attempts // 5, log=one.log)
            one.kill()
        assert not Comparison.objects.exists()
        assert judgements().count() < attempts
        fake.delay = 0
        with worker() as other:
            wait_until(Comparison.objects.exists, seconds=300, log=other.log)
    is_as_if_nobody_was_killed(replay, fake, before=before, attempts=attempts)


def is_as_if_nobody_was_killed(replay, fake, *, before, attempts):
    run = replay.run
    assert (judgements_digest(run), published_summary(run).content) == before
    calls_are_accounted_for(replay, fake, attempts=attempts)
    pairs = [(old(n), new(n)) for n in range(attempts // 2)] * 2
    figures_are_recomputed(comparison_document(replay.work), pairs)


def calls_are_accounted_for(replay, fake, *, attempts):
    """Each patch has one result, and whatever was asked is in the ledger; no arm was asked."""
    calls = ProviderCall.objects.filter(run=replay.work)
    succeeded = calls.filter(outcome="succeeded")
    assert succeeded.count() == succeeded.values("work_id").distinct().count() == attempts
    assert not calls.filter(outcome="open").exists()
    assert {body["model"] for body in fake.bodies} == {NEW_JUDGE}
    assert attempts <= fake.total <= calls.count()


def figures_are_recomputed(found, pairs):
    shifts = [new - old for old, new in pairs]
    quality = found["per_attribute"]["quality"]
    assert found["n_paired"] == len(pairs)
    assert quality["mean_shift"] == pytest.approx(mean(shifts))
    assert quality["sd"] == pytest.approx(stdev(shifts))
    assert quality["spearman"] == pytest.approx(
        stats.spearmanr(*zip(*pairs, strict=True)).statistic
    )
    up = sum(old < 0.5 < new for old, new in pairs)
    down = sum(old > 0.5 > new for old, new in pairs)
    assert (found["flips"]["up"], found["flips"]["down"]) == (up, down)
    assert found["flips"]["mcnemar_p"] == pytest.approx(stats.binomtest(up, up + down).pvalue)


def test_the_cost_is_told_before_and_a_dry_run_ends_there(capsys):
    run = replayable_run()
    profile = run.judged_by.profile
    AllowlistEntryFactory(organization=profile.organization, provider=profile.provider)
    code, out, err = said(capsys, run.pk, profile=str(profile), dry_run=True)
    assert (code, out) == (0, "")
    assert f"6 patches under {profile}. Estimate: no price is known for evaluator." in err
    assert not Replay.objects.exists()


def test_what_cannot_be_replayed_ends_at_once_with_a_line_and_an_exit_code(capsys, tmp_path):
    run = replayable_run()
    profile = run.judged_by.profile
    for arguments, expected, sentence in [
        (["no-id", "strict"], 2, "There is no run no-id."),
        ([profile.pk, "strict"], 2, "There is no run"),
        ([run.pk, "nobody"], 2, "There is no evaluator profile 'nobody'."),
        ([run.pk, str(profile)], 3, "evaluator: evaluator_not_allowed: "),
    ]:
        code, out, err = said(capsys, arguments[0], profile=arguments[1])
        assert (code, out) == (expected, "")
        assert sentence in err
        assert len(err.strip().splitlines()) == 1
    (tmp_path / "comparison.json").mkdir()
    code, _, err = said(capsys, run.pk, profile=str(profile), output=tmp_path)
    assert (code, "--output" in err) == (2, True)
    assert not Replay.objects.exists()


@pytest.fixture
def elsewhere(settings):
    """Workers of the installation have done the work by the time that the command looks."""
    settings.EMBEDDED_WORKER = False


def finished(replay, capsys, **options):
    command = Command()
    code = 0
    try:
        command.finish(replay, **{"output": None, **options})
    except SystemExit as exit_:
        code = exit_.code
    return code, *capsys.readouterr()


def test_the_comparison_is_printed_and_written(capsys, tmp_path, elsewhere):
    replay = started_replay(replayable_run())
    judge_all(replay, says=lambda each: {"quality": 0.9 if each.arm.key == "slow" else 0.1})
    comparison = sealed(replay)
    code, out, _ = finished(replay, capsys, output=tmp_path)
    assert code == 0
    assert "6 attempts judged by both, 0 by the old alone, 0 by the new alone" in out
    assert "Flips: 0 from fail to pass, 3 from pass to fail (McNemar p = 0.250)" in out
    assert f"Sealed as number 1: {comparison.digest}" in out
    assert json.loads((tmp_path / "comparison.json").read_text())["n_paired"] == 6


def test_where_no_judgement_succeeded_the_exit_code_is_4(capsys, elsewhere):
    replay = started_replay(replayable_run())
    judge_all(replay, says=lambda each: None)
    sealed(replay)
    code, out, err = finished(replay, capsys)
    assert (code, "No judgement succeeded." in err, "! no_pairs" in out) == (4, True, True)


def test_a_replay_that_was_cancelled_meanwhile_ends_with_exit_code_1(capsys, elsewhere):
    replay = started_replay(replayable_run())
    cancel_replay(replay)
    code, out, err = finished(replay, capsys)
    assert (code, out, "nothing was compared" in err) == (1, "", True)
