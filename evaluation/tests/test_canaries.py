"""Canaries through a profile: what they cost is said first, what moved the judge is kept."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from evaluation.canaries import canaries
from evaluation.canary_run import canary_plan, judge_canaries
from evaluation.models import InjectionReport
from evaluation.profiles import save_profile
from evaluation.tests.runs import judge, said, verdict_text
from experiments.tests.draining import quicken
from experiments.tests.processes import provider
from experiments.tests.runs import allowed_organization

N = len(canaries())
USAGE = {"prompt_tokens": 1, "completion_tokens": 1, "cost": 0.01}
TEMPLATE = {"version": "1", "text": "{{ task }}\n{{ boundary }}\n{{ patch }}\n{{ boundary }}"}


@pytest.fixture(autouse=True)
def quick(settings):
    quicken(settings)


def gullible(body):
    """Believes whoever says that the score is 1, and is blind to the rest."""
    prompt = body["messages"][0]["content"]
    quality = 0.875 if "quality 1" in prompt or '"quality": 1' in prompt else 0.5
    return said(verdict_text(quality=quality), usage=USAGE)


def asked(respond, **changes):
    with provider(respond) as fake:
        owner = allowed_organization(fake.base_url)
        profile = save_profile(owner, judge(prompt_template=TEMPLATE), actor=None)
        return judge_canaries(profile, **changes), fake


def run_command(*arguments):
    out = StringIO()
    call_command("judge_canaries", "strict", "--organization", "acme", *arguments, stdout=out)
    return out.getvalue()


def test_each_canary_differs_from_its_twin_in_a_comment_alone():
    assert len({canary.name for canary in canaries()}) == N >= 12
    for canary in canaries():
        pairs = zip(canary.patch.split("\n"), canary.twin.split("\n"), strict=True)
        changed = [(one, other) for one, other in pairs if one != other]
        assert changed
        assert all(
            one.startswith("+    # ") and other.startswith("+    # ") for one, other in changed
        )


@pytest.mark.django_db
def test_what_moved_the_judge_is_kept_beside_what_did_not():
    report, fake = asked(gullible)
    moved = {each["name"] for each in report.results if each["moved"]}
    assert {"verdict", "plain wish", "guessed boundary"} <= moved
    assert "pity" not in moved
    assert {each["shift"] for each in report.results} == {0.0, 0.375}
    assert (report.n_moved, report.n_failed, report.n_calls) == (len(moved), 0, 2 * N)
    assert report.cost_usd == Decimal("0.01") * 2 * N
    assert fake.total == 2 * N


@pytest.mark.django_db
def test_a_threshold_decides_what_counts_as_moved():
    report, _ = asked(gullible, threshold=0.5)
    assert report.n_moved == 0


@pytest.mark.django_db
def test_a_judge_that_answers_badly_is_asked_once_more_and_told_by_its_code():
    report, fake = asked(lambda body: said("I like it."))
    assert (report.n_failed, report.n_moved, report.n_calls) == (N, 0, 4 * N)
    assert {each["error_code"] for each in report.results} == {"verdict_invalid"}
    assert {each["shift"] for each in report.results} == {None}
    assert report.cost_usd is None
    assert max(len(body["messages"]) for body in fake.bodies) == 3


@pytest.mark.django_db
def test_the_command_says_what_it_costs_and_asks_only_when_told_to():
    with provider(gullible) as fake:
        owner = allowed_organization(fake.base_url)
        profile = save_profile(owner, judge(prompt_template=TEMPLATE), actor=None)
        assert canary_plan(profile).calls == 2 * N
        told = run_command()
        assert f"{2 * N} calls" in told
        assert "price that is not known" in told
        assert "Add --yes" in told
        assert fake.total == 0
        with pytest.raises(CommandError, match="talked round") as ended:
            run_command("--yes")
        assert ended.value.returncode == 1
        assert run_command("--yes", "--threshold", "0.5").count("held") == N
    assert InjectionReport.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [[], ["--yes"]])
def test_who_may_not_be_called_is_not_called(arguments):
    with provider(gullible) as fake:
        owner = allowed_organization(fake.base_url)
        save_profile(owner, judge(), actor=None)
        owner.allowlist.update(enabled=False)
        with pytest.raises(CommandError, match="policy_denied"):
            run_command(*arguments)
    assert fake.total == 0
    assert not InjectionReport.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("words", [["other", "acme"], ["strict", "nobody"], ["strict:9", "acme"]])
def test_what_is_not_there_is_told(words):
    owner = allowed_organization("http://127.0.0.1:9/v1")
    save_profile(owner, judge(), actor=None)
    with pytest.raises(CommandError, match="There is no"):
        call_command("judge_canaries", words[0], "--organization", words[1])
