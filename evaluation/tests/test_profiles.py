"""Evaluator profiles: immutable versions, found by name, checked before a run."""

import pytest

from evaluation.models import EvaluatorProfile, PromptTemplate, Rubric
from evaluation.profiles import profile_named, save_profile
from evaluation.tests.runs import judge
from experiments.actions import start_run
from experiments.models import Run
from experiments.preflight import RunRefused
from experiments.tests.runs import allowed_organization, arm, saved_experiment
from organizations.errors import Invalid
from providers.models import Connection
from providers.tests.factories import ConnectionFactory

pytestmark = pytest.mark.django_db
NOWHERE = "http://127.0.0.1:9/v1"


@pytest.fixture
def owner():
    return allowed_organization(NOWHERE)


def saved(owner, **changes):
    return save_profile(owner, judge(**changes), actor=None)


def test_the_same_content_is_the_same_version(owner):
    first = saved(owner)
    assert saved(owner).pk == first.pk
    assert first.version == EvaluatorProfile.objects.count() == Rubric.objects.count() == 1
    assert PromptTemplate.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"model": "judge-2"},
        {"parameters": {"temperature": 0.5}},
        {"parameters": None},
        {"rubric": {"version": "2", "text": "Correct first."}},
        {"rubric": {"version": "1", "text": "Small first."}},
        {"prompt_template": {"version": "1", "text": "{{ patch }}"}},
    ],
)
def test_other_content_is_another_version_and_the_first_stays(owner, changes):
    first = saved(owner)
    before = EvaluatorProfile.objects.values().get(pk=first.pk)
    second = saved(owner, **changes)
    assert (second.version, second.digest != first.digest) == (2, True)
    assert EvaluatorProfile.objects.values().get(pk=first.pk) == before
    assert saved(owner).pk == first.pk


def test_another_connection_is_another_version(owner):
    first = saved(owner)
    Connection.objects.create(
        organization=owner,
        name="other",
        provider="openai_compatible",
        settings={"base_url": NOWHERE},
    )
    assert saved(owner, connection="other").version == first.version + 1


def test_a_connection_that_was_deleted_and_made_again_judges_under_a_version_of_its_own(owner):
    first, versions = saved(owner), []
    for _ in range(2):
        Connection.objects.get(organization=owner).delete()
        ConnectionFactory(organization=owner, name="local", settings={"base_url": NOWHERE})
        versions.append(saved(owner))
        assert saved(owner) == versions[-1]
    assert [each.version for each in versions] == [2, 3]
    assert len({first.digest, *(each.digest for each in versions)}) == 3
    assert versions[-1].connection is not None


def test_a_name_is_its_latest_version_and_a_number_that_one(owner):
    first, second = saved(owner), saved(owner, model="judge-2")
    assert profile_named(owner, reference="strict") == second
    assert profile_named(owner, reference="strict:1") == first
    assert profile_named(owner, reference="strict:2") == second


def test_a_name_may_end_like_a_version(owner):
    named = saved(owner, name="judge:4")
    assert profile_named(owner, reference="judge:4") == named
    assert profile_named(owner, reference="judge:4:1") == named


@pytest.mark.parametrize(
    "reference",
    ["lenient", "strict:3", "strict:", ":1", "strict:0", "strict:x", "strict:" + "9" * 5_000],
)
def test_an_unknown_profile_is_refused(owner, reference):
    saved(owner)
    with pytest.raises(Invalid):
        profile_named(owner, reference=reference)


def test_profiles_of_others_are_unknown(owner):
    saved(allowed_organization(NOWHERE, slug="other"))
    with pytest.raises(Invalid):
        profile_named(owner, reference="strict")


def test_a_missing_connection_is_refused(owner):
    with pytest.raises(RunRefused) as refused:
        saved(owner, connection="nowhere")
    [problem] = refused.value.problems
    assert (problem.arm, problem.code) == (None, "connection_missing")
    assert not EvaluatorProfile.objects.exists()


def problems(owner, *, evaluator, **changes):
    experiment = saved_experiment(owner, tasks=1, evaluator=evaluator, **changes)
    with pytest.raises(RunRefused) as refused:
        start_run(experiment, actor=None)
    assert not Run.objects.exists()
    return [(problem.arm, problem.code) for problem in refused.value.problems]


def test_a_judge_that_policy_forbids_refuses_the_run(owner):
    saved(owner)
    owner.allowlist.update(allowed_models=["model-*"])
    assert problems(owner, evaluator="strict:1") == [(None, "evaluator_not_allowed")]


def test_an_unknown_judge_refuses_the_run(owner):
    assert problems(owner, evaluator="strict:1") == [(None, "evaluator_not_allowed")]


def test_a_judge_without_its_credential_refuses_the_run(owner, monkeypatch):
    monkeypatch.delenv("BAKEOFF_CREDENTIAL_ACME_JUDGE", raising=False)
    Connection.objects.create(
        organization=owner,
        name="judge",
        provider="openai_compatible",
        settings={"base_url": NOWHERE},
        credential_reference="env:BAKEOFF_CREDENTIAL_ACME_JUDGE",
    )
    saved(owner, connection="judge")
    assert problems(owner, evaluator="strict") == [(None, "credential_unavailable")]


def test_a_judge_whose_connection_was_deleted_refuses_the_run(owner):
    saved(owner)
    Connection.objects.create(
        organization=owner,
        name="arms",
        provider="openai_compatible",
        settings={"base_url": NOWHERE},
    )
    Connection.objects.get(organization=owner, name="local").delete()
    assert problems(owner, evaluator="strict:1", arms=[arm(connection="arms")]) == [
        (None, "connection_missing")
    ]


def test_a_parameter_that_the_judges_provider_lacks_refuses_the_run(owner, monkeypatch):
    monkeypatch.setenv("BAKEOFF_CREDENTIAL_ACME_JUDGE", "sk-0123456789")
    owner.allowlist.create(provider="anthropic", enabled=True, allowed_models=["*"])
    ConnectionFactory(
        organization=owner,
        name="judge",
        provider="anthropic",
        settings={},
        credential_reference="env:BAKEOFF_CREDENTIAL_ACME_JUDGE",
    )
    saved(owner, provider="anthropic", connection="judge", parameters={"seed": 7})
    assert problems(owner, evaluator="strict") == [(None, "parameters_invalid")]
