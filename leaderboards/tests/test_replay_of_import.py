"""Imported results that are judged here: by the engine, and shown wherever a run is."""

import json

import pytest

from evaluation.profiles import save_profile
from evaluation.queries import scores_of_run
from evaluation.tests.replays import replayed
from evaluation.tests.runs import judge, said, verdict_text
from experiments.models import ProviderCall
from experiments.tests.draining import quicken
from experiments.tests.processes import provider
from experiments.tests.results import DIFF, result
from experiments.tests.runs import allowed_organization
from leaderboards.queries import comparison_document
from leaderboards.tests.imports import evaluation, imported_run
from leaderboards.trust import trust_of
from organizations.roles import Role
from organizations.tests.http import API, client_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def replay(settings, tmp_path):
    """Of four attempts, three of them judged elsewhere and one without a patch."""
    quicken(settings)
    known = {"patch": DIFF, "validation": {"status": "passed"}, "evaluation": evaluation(0.25)}
    rows = [result(arm, task, **known) for arm, task in (("able", "t1"), ("slow", "t1"))]
    rows += [result(task="t2", patch=DIFF), result("slow", "t2", output="No patch.")]
    with provider(lambda body: said(verdict_text(quality=0.75))) as fake:
        owner = allowed_organization(fake.base_url)
        profile = save_profile(owner, judge(), actor=None)
        run = imported_run(tmp_path, *rows)
        return replayed(run, reference=str(profile))


def test_the_judge_is_asked_about_the_patches_alone_and_the_comparison_says_so(replay):
    found = comparison_document(replay.work)
    assert (found["n_attempts"], found["n_paired"], found["only_new"]) == (3, 2, 1)
    assert {"tasks_unseen", "profile_unknown"} <= {flag["code"] for flag in found["flags"]}
    assert {each.quality for each in scores_of_run(replay.run).values()} == {0.25}
    assert ProviderCall.objects.filter(run=replay.work).count() == 3
    assert not ProviderCall.objects.filter(run=replay.run).exists()


def test_everything_that_shows_the_run_shows_its_own_scores(replay):
    run = replay.run
    client = client_of(run.experiment.organization, Role.ADMIN)
    summary = client.get(f"{API}/runs/{run.pk}/summary/").json()
    [able, slow] = summary["leaderboards"]["evaluator"]["entries"]
    assert (able["estimate"], slow["estimate"]) == (0.25, 0.25)
    assert summary["stages"]["evaluation"]["n"] == 2
    diagnosed = client.get(f"{API}/runs/{run.pk}/diagnostics/").json()
    assert diagnosed["stages"]["evaluation"]["calls"] == 0
    exported = client.get(f"{API}/runs/{run.pk}/export/", {"format": "jsonl"})
    lines = b"".join(exported.streaming_content).splitlines()
    said_of = [json.loads(line)["evaluation"] for line in lines]
    assert [each and each["quality"] for each in said_of] == [0.25, None, 0.25, None]
    for page in ("", "replays/", "attempts/", "diagnostics/", "label/"):
        assert client.get(f"/runs/{run.pk}/{page}").status_code == 200, page


def test_its_trust_panel_knows_what_was_imported_with_the_attempts(replay):
    found = trust_of(replay.work.judged_by.profile)
    assert (found["judgements"]["n"], found["validation"]["n"]) == (3, 2)
    assert found["repeatability"] is None
