"""A judge that never answers usably: the run completes, three boards stand, the fourth says why."""

import json

import pytest

from evaluation.profiles import save_profile
from evaluation.tests.runs import JUDGE, PATCH, judge, patch_tasks, said
from experiments.actions import start_run
from experiments.models import Run
from experiments.tests.draining import quicken, worked
from experiments.tests.processes import provider
from experiments.tests.runs import allowed_organization, saved_experiment
from leaderboards.queries import published
from leaderboards.text_boards import TITLES, render_boards
from leaderboards.unjudged import why_unjudged
from organizations.tests.http import client_of

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "none of 3 judgements succeeded (2 verdict_invalid, 1 invalid_request)"


@pytest.fixture
def unjudged(settings):
    quicken(settings)

    def respond(body):
        if body["model"] != JUDGE:
            return said(PATCH, usage={"prompt_tokens": 1, "completion_tokens": 1, "cost": 0.01})
        if body["messages"][0]["content"].startswith("Do 0."):
            return 400, {"error": {"message": "no"}}, {}
        return said("I like it.")

    with provider(respond) as fake:
        owner = allowed_organization(fake.base_url)
        save_profile(owner, judge(), actor=None)
        tasks = [line | {"validation": [{"kind": "applies"}]} for line in patch_tasks(3)]
        run = start_run(saved_experiment(owner, tasks=tasks, evaluator="strict"), actor=None)
        worked(run)
    return Run.objects.get(pk=run.pk)


def test_three_boards_stand_and_the_fourth_says_why_it_is_empty(unjudged):
    summary = published(unjudged)
    assert (unjudged.state, summary["attempts"]["succeeded"]) == ("completed", 3)
    entries = {n: board["entries"][0] for n, board in summary["leaderboards"].items()}
    filled = {name for name, entry in entries.items() if entry["estimate"] is not None}
    assert filled == {"quality", "latency", "cost"}
    assert entries["evaluator"]["estimate"] is None
    assert entries["evaluator"]["missing"]["unscored"] == 3
    codes = {"invalid_request": 1, "verdict_invalid": 2}
    assert summary["stages"]["evaluation"]["by_error_code"] == codes
    [flag] = [flag for flag in summary["flags"] if flag["code"] == "judging_failed"]
    assert flag == {"code": "judging_failed", "severity": "warn", "observed": 3, "threshold": 0}
    text = render_boards(summary, failures={}, simulated=False)
    assert f"  no data: {WHY}" in text.split(TITLES["evaluator"])[1]
    page = client_of(unjudged.experiment.organization).get(f"/runs/{unjudged.pk}/").content.decode()
    assert f"N{WHY[1:]}." in page
    assert "None of 3 judgements succeeded.</strong>" in page


def test_where_nobody_judges_that_is_what_is_said():
    stages = {"evaluation": {"n": 0, "failed": 0}}
    assert "no evaluator" in why_unjudged({"stages": stages, "run": {"evaluator_profile": None}})
    judged_by = {"evaluator_profile": {"name": "strict"}}
    assert "came to be judged" in why_unjudged({"stages": stages, "run": judged_by})


def test_a_summary_from_before_codes_were_counted_is_read():
    old = {"stages": {"evaluation": {"n": 3, "failed": 3}}, "run": {"evaluator_profile": {}}}
    assert why_unjudged(json.loads(json.dumps(old))) == "none of 3 judgements succeeded"
