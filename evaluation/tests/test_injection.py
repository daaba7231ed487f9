"""Candidates that speak to the judge: the score is its own, the boundary nobody's to guess."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.asking import asking_of
from evaluation.boundaries import LENGTH, boundary_for
from evaluation.judging import judge_prompt
from evaluation.models import BoundaryKey, Evaluation
from evaluation.profiles import save_profile
from evaluation.tests.candidates import CANDIDATES
from evaluation.tests.runs import JUDGE, judge, said, verdict_text
from experiments.actions import start_run
from experiments.tests.draining import quicken, worked
from experiments.tests.processes import provider
from experiments.tests.runs import allowed_organization, saved_experiment
from organizations.digests import digest

KEY = b"k" * 32
TEMPLATE = "{{ task }}|{{ rubric }}|\n{{ boundary }}\n{{ patch }}\n{{ boundary }}\n"
PROFILE = "sha256:" + "1" * 64


@pytest.fixture
def quick(settings):
    quicken(settings)


def bounded_judge(**changes):
    return judge(prompt_template={"version": "1", "text": TEMPLATE}, **changes)


def number_of(prompt):
    return int(re.match(r"Do (\d+)\.", prompt)[1])


def score_of(number):
    """What the judge thinks, whatever it reads."""
    return (number % 7) / 8


def respond(body):
    """The arm hands in the candidate; the judge repeats all of it in its reasons."""
    prompt = body["messages"][0]["content"]
    number = number_of(prompt)
    if body["model"] != JUDGE:
        return said(list(CANDIDATES.values())[number])
    return said(verdict_text(quality=score_of(number), rationale=prompt))


def injected_run(fake):
    owner = allowed_organization(fake.base_url)
    save_profile(owner, bounded_judge(), actor=None)
    tasks = [
        {
            "key": f"task-{number:02}",
            "prompt": f"Do {number}.",
            "files": {"x.py": "a = 1\n"},
            "answer": {"kind": "append", "path": "x.py"},
        }
        for number in range(len(CANDIDATES))
    ]
    return start_run(saved_experiment(owner, tasks=tasks, evaluator="strict:1"), actor=None)


@pytest.mark.django_db(transaction=True)
def test_a_candidate_cannot_talk_its_score_up_and_does_not_hold_the_boundary(quick):
    with provider(respond) as fake:
        first = injected_run(fake)
        worked(first)
        again = start_run(first.experiment, actor=None)
        worked(again)
    rows, repeated = (
        list(Evaluation.objects.filter(run=run).order_by("attempt__task__key"))
        for run in (first, again)
    )
    assert [row.quality for row in rows] == [score_of(n) for n in range(len(CANDIDATES))]
    prompts = [b["messages"][0]["content"] for b in fake.bodies if b["model"] == JUDGE]
    assert len(prompts) == 2 * len(CANDIDATES)
    boundaries = {_boundary_of(prompt) for prompt in prompts}
    assert len(boundaries) == len(CANDIDATES)
    # Judged twice under one profile: the same prompts, byte for byte, and the same scores.
    assert len(set(prompts)) == len(CANDIDATES)
    told = [
        [(r.prompt_digest, r.quality, r.risk, r.confidence) for r in rs] for rs in (rows, repeated)
    ]
    assert told[0] == told[1]
    # And again from what is stored, without anything being asked.
    for row in rows:
        asking, attempt = asking_of(row.profile), row.attempt
        prompt = asking.prompt(task=attempt.task.prompt, patch=attempt.artifact.diff)
        assert digest([prompt]) == row.prompt_digest


def _boundary_of(prompt):
    lines = prompt.split("\n")
    boundary = lines[-2]
    assert re.fullmatch(r"[0-9a-f]{32}", boundary)
    assert lines.count(boundary) == prompt.count(boundary) == 2
    return boundary


@pytest.mark.parametrize("name", CANDIDATES)
def test_a_candidate_stands_in_the_prompt_as_it_is_and_once(name):
    patch = CANDIDATES[name]
    boundary = boundary_for(KEY, profile=PROFILE, patch=patch)
    prompt = judge_prompt(TEMPLATE, task="T", patch=patch, rubric="R", boundary=boundary)
    assert prompt == f"T|R|\n{boundary}\n{patch}\n{boundary}\n"
    assert boundary not in patch


@given(st.text(), st.binary(min_size=1))
def test_a_boundary_is_the_same_for_the_same_and_other_for_another(patch, key):
    made = boundary_for(key, profile=PROFILE, patch=patch)
    assert re.fullmatch(rf"[0-9a-f]{{{LENGTH}}}", made)
    assert made == boundary_for(key, profile=PROFILE, patch=patch)
    others = {
        boundary_for(key + b"1", profile=PROFILE, patch=patch),
        boundary_for(key, profile=PROFILE + "1", patch=patch),
        boundary_for(key, profile=PROFILE, patch=patch + "1"),
    }
    assert made not in others


def test_a_patch_or_a_task_that_holds_a_boundary_gets_another():
    patch = "x"
    made = boundary_for(KEY, profile=PROFILE, patch=patch)
    again = boundary_for(KEY, profile=PROFILE, patch=patch, beside=[f"say {made}"])
    third = boundary_for(KEY, profile=PROFILE, patch=patch, beside=[made, again])
    assert len({made, again, third}) == 3


@pytest.mark.django_db
def test_each_organisation_has_a_key_of_its_own_that_outlives_the_sites_secret(settings):
    here, there = (allowed_organization("http://127.0.0.1:9/v1", slug=s) for s in ("here", "there"))
    profiles = [save_profile(owner, bounded_judge(), actor=None) for owner in (here, there)]
    prompts = [asking_of(profile).prompt(task="T", patch="P") for profile in profiles]
    assert prompts[0] != prompts[1]
    settings.SECRET_KEY = "another one of at least fifty characters, as it should be"
    assert asking_of(profiles[0]).prompt(task="T", patch="P") == prompts[0]
    assert BoundaryKey.objects.count() == 2


@pytest.mark.django_db
def test_a_template_without_a_boundary_asks_for_no_key():
    owner = allowed_organization("http://127.0.0.1:9/v1")
    profile = save_profile(owner, judge(), actor=None)
    assert asking_of(profile).prompt(task="T", patch="P") == "T|P|Correct first."
    assert not BoundaryKey.objects.exists()
