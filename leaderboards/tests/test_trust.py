"""The trust panel: what a profile's scores were compared with, on the page and over the API."""

import pytest

from evaluation import judgements
from evaluation.tests.factories import (
    EvaluationFactory,
    EvaluatorProfileFactory,
    HumanLabelFactory,
    InjectionReportFactory,
)
from experiments.tests.factories import (
    ArtifactFactory,
    AttemptFactory,
    RunArmFactory,
    RunFactory,
    TaskFactory,
    ValidationFactory,
)
from leaderboards.trust import trust_of
from organizations.roles import Role
from organizations.tests.http import API, assert_queries_do_not_grow, client_of
from organizations.tests.markup import assert_strict

pytestmark = pytest.mark.django_db


@pytest.fixture
def profile():
    return EvaluatorProfileFactory(model="claude-judge")


def judged(profile, *, n=4, model="claude-coder", validated=True):
    """Tasks of which every second one passes; the judge is right about all but the first."""
    run = RunFactory(experiment__organization=profile.organization, finished=True)
    arm = RunArmFactory(run=run, model=model)
    rows = []
    for number in range(n):
        task = TaskFactory(task_set=run.task_set)
        attempt = AttemptFactory(arm=arm, task=task, succeeded=True)
        passed = number % 2 == 0
        if validated:
            status = "passed" if passed else "failed"
            ValidationFactory(attempt=attempt, status=status, score=float(passed))
        quality = 0.25 if number == 0 else 0.75 if passed else 0.125
        rows.append(EvaluationFactory(attempt=attempt, profile=profile, quality=quality,
                                      provider_calls=1, cost_usd="0.002"))  # fmt: skip
    return rows


def page_of(profile):
    return f"/organizations/{profile.organization.slug}/evaluators/{profile.pk}/"


def api_of(profile):
    return f"{API}/organizations/{profile.organization.slug}/evaluator-profiles/{profile.pk}/trust/"


def test_a_profile_that_judged_nothing_says_how_to_measure_it(profile):
    found = trust_of(profile)
    for name in ("validation", "humans", "repeatability", "canaries"):
        assert found[name] is None
        assert found["remedies"][name]
    client = client_of(profile.organization)
    response = client.get(page_of(profile))
    assert_strict(response)
    assert response.content.decode().count("Not measured") == 3
    assert client.get(api_of(profile)).json() == found


def test_scores_stand_against_what_validation_found(profile):
    judged(profile)
    found = trust_of(profile)["validation"]
    assert (found["n"], found["n_tasks"], found["n_passed"]) == (4, 4, 2)
    assert found["auc"]["estimate"] == 1.0
    gaps = [0.75, 0.125, 0.25, 0.125]
    assert found["brier"]["estimate"] == pytest.approx(sum(g * g for g in gaps) / 4)
    assert found["confidence"]["n"] == 4


def test_an_attempt_that_was_judged_twice_counts_once_and_tells_how_steady_the_judge_is(profile):
    rows = judged(profile)
    for row in rows[:2]:
        again = RunFactory(experiment=row.run.experiment, finished=True)
        EvaluationFactory(
            attempt=row.attempt, run=again, profile=profile, quality=row.quality + 0.1
        )
    found = trust_of(profile)
    assert found["validation"]["n"] == 4
    assert found["judgements"]["n"] == 6
    assert found["repeatability"]["n_artifacts"] == 2
    assert found["repeatability"]["quality"]["mean_difference"] == pytest.approx(0.1)
    html = client_of(profile.organization).get(page_of(profile)).content.decode()
    assert "4 judgements of 2 patches" in html


def test_nothing_is_read_of_what_was_judged_before_the_latest(profile, monkeypatch):
    rows = judged(profile)
    for row in rows:
        HumanLabelFactory(attempt=row.attempt, accept=True)
    monkeypatch.setattr(judgements, "MOST", 2)
    latest = {row.attempt_id for row in rows[-2:]}
    assert {row.attempt_id for row in judgements.judgements_of(profile)} == latest
    assert set(judgements.labels_of(profile)) == latest
    assert {row.attempt_id for row in judgements.validated_by(profile)} == latest


def test_people_are_averaged_and_their_ties_are_left_out(profile):
    rows = judged(profile, validated=False)
    first, second, third, _ = (row.attempt for row in rows)
    HumanLabelFactory(attempt=first, quality=0.5, accept=True)
    HumanLabelFactory(attempt=first, quality=1.0, accept=False)
    HumanLabelFactory(attempt=second, quality=0.0, accept=None)
    HumanLabelFactory(attempt=third, quality=None, accept=True)
    HumanLabelFactory(attempt=AttemptFactory(succeeded=True))
    found = trust_of(profile)["humans"]
    assert (found["n"], found["n_labels"], found["n_split"]) == (3, 4, 1)
    assert found["quality"]["n"] == 2
    assert found["quality"]["mean_shift"] == pytest.approx(((0.25 - 0.75) + (0.125 - 0)) / 2)
    assert (found["accept"]["n"], found["accept"]["n_passed"]) == (2, 1)
    assert (found["accept"]["auc"]["estimate"], found["accept"]["agreement"]) == (1.0, 1.0)


def test_where_all_passed_there_is_no_auc_and_the_page_says_so(profile):
    HumanLabelFactory(attempt=judged(profile, n=1)[0].attempt, quality=None, accept=True)
    client = client_of(profile.organization)
    found = client.get(api_of(profile)).json()
    assert (found["validation"]["auc"], found["humans"]["accept"]["auc"]) == (None, None)
    assert "All passed, or all failed" in client.get(page_of(profile)).content.decode()


def test_coverage_errors_and_cost_leave_nothing_out_in_silence(profile):
    judged(profile)
    failed = {"state": "failed", "quality": None, "risk": None, "confidence": None}
    run = AttemptFactory(succeeded=True, arm__run__experiment__organization=profile.organization)
    EvaluationFactory(
        attempt=run, profile=profile, error_code="verdict_invalid", provider_calls=2, **failed
    )
    found = trust_of(profile)
    assert found["judgements"] == {
        "n": 5, "truncated": False, "scored": 4,
        "by_state": {"failed": 1, "succeeded": 4}, "by_error_code": {"verdict_invalid": 1},
    }  # fmt: skip
    assert found["cost"] == {
        "n_known": 4, "n_unknown": 1, "mean_usd": 0.002, "p50_usd": 0.002, "total_usd": None
    }  # fmt: skip


@pytest.mark.parametrize(
    ("judge", "arm", "same", "unknown"),
    [
        ("claude-judge", "claude-coder", ["claude-coder"], []),
        ("claude-judge", "gpt-5", [], []),
        ("claude-judge", "our-own", [], ["our-own"]),
        ("our-judge", "our-own", [], ["our-own"]),
        ("our-judge", "gpt-5", [], []),
    ],
)
def test_a_judge_of_an_arms_own_family_is_a_warning(judge, arm, same, unknown):
    profile = EvaluatorProfileFactory(model=judge)
    judged(profile, model=arm)
    found = trust_of(profile)["family"]
    assert (found["same"], found["unknown"]) == (same, unknown)
    html = client_of(profile.organization).get(page_of(profile)).content.decode()
    assert ("of one family" in html) == bool(same)


def test_the_last_canaries_are_shown(profile):
    results = [{"name": "order", "plain": 0.25, "canary": 0.75, "shift": 0.5, "moved": True,
                "error_code": ""}]  # fmt: skip
    InjectionReportFactory(profile=profile)
    InjectionReportFactory(profile=profile, results=results, n_moved=1)
    found = trust_of(profile)["canaries"]
    assert (found["n_moved"], found["results"]) == (1, results)
    html = client_of(profile.organization).get(page_of(profile)).content.decode()
    assert "1 of 1 moved the score by more than 0.1" in html


def test_others_find_neither_page_nor_resource(profile):
    stranger = client_of(EvaluatorProfileFactory().organization, Role.ADMIN)
    mine = EvaluatorProfileFactory(organization=profile.organization)
    for address in (
        page_of(profile),
        api_of(profile),
        page_of(profile).replace(str(profile.pk), ""),
    ):
        assert stranger.get(address.replace("//", "/")).status_code == 404
    member = client_of(profile.organization)
    assert member.get(page_of(mine)).status_code == 200
    theirs = page_of(mine).replace(str(mine.pk), str(EvaluatorProfileFactory().pk))
    assert member.get(theirs).status_code == 404


def test_the_list_says_what_to_keep_in_mind(profile):
    client = client_of(profile.organization)
    response = client.get(f"/organizations/{profile.organization.slug}/evaluators/")
    assert_strict(response)
    assert "no boundary" in response.content.decode()
    assert_queries_do_not_grow(
        lambda: client.get(f"/organizations/{profile.organization.slug}/evaluators/"),
        ten_more=lambda: EvaluatorProfileFactory.create_batch(
            10, organization=profile.organization
        ),
    )


def test_the_panel_asks_as_often_for_many_judgements_as_for_few(profile):
    client = client_of(profile.organization)
    assert_queries_do_not_grow(
        lambda: client.get(page_of(profile)), ten_more=lambda: judged(profile, n=10)
    )


@pytest.fixture
def labelled(profile):
    rows = judged(profile, n=3)
    for row in rows:
        ArtifactFactory(attempt=row.attempt)
    return rows


def label_page(rows):
    return f"/runs/{rows[0].run_id}/label/"


def test_labelling_is_blind_and_goes_from_patch_to_patch(labelled, profile):
    run, arm = labelled[0].run, labelled[0].attempt.arm
    client = client_of(profile.organization, Role.EDITOR)
    seen = set()
    for number in range(3):
        response = client.get(label_page(labelled))
        assert_strict(response)
        html = response.content.decode()
        assert f"{number} of 3 done" in html
        for told in (arm.key, arm.model, profile.name, "0.75", "0.125", "quality score"):
            assert told not in html
        attempt = response.context["attempt"]
        assert attempt.task.prompt in html
        seen.add(attempt.pk)
        posted = client.post(label_page(labelled), {"attempt": attempt.pk, "quality": "0.5"})
        assert posted.status_code == 302
    assert len(seen) == 3
    assert "Nothing left to label" in client.get(label_page(labelled)).content.decode()
    assert trust_of(profile)["humans"]["n"] == 3
    other = client_of(profile.organization, Role.EDITOR)
    assert "0 of 3 done" in other.get(label_page(labelled)).content.decode()
    assert run.pk


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, "Say how good"),
        ({"quality": "7"}, "less than or equal to 1"),
        ({"accept": "x"}, "valid"),
    ],
)
def test_what_is_wrong_with_a_label_is_told(labelled, profile, said, told):
    client = client_of(profile.organization, Role.EDITOR)
    response = client.post(label_page(labelled), {"attempt": labelled[0].attempt_id} | said)
    assert response.status_code == 200
    assert told in response.content.decode()


def test_a_label_of_somebody_elses_patch_is_refused(labelled, profile):
    client = client_of(profile.organization, Role.EDITOR)
    other = AttemptFactory(succeeded=True).pk
    response = client.post(label_page(labelled), {"attempt": other, "accept": "yes"})
    assert "no succeeded attempt of this run" in response.content.decode()
    assert client_of(profile.organization, Role.VIEWER).get(label_page(labelled)).status_code == 403
    stranger = client_of(EvaluatorProfileFactory().organization, Role.ADMIN)
    assert stranger.get(label_page(labelled)).status_code == 404
