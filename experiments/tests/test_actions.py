"""Starting runs: preflight, frozen configuration, and taking up what was interrupted."""

from datetime import timedelta

import pytest

from experiments.actions import run_like, start_run
from experiments.definitions import save_task_set
from experiments.models import Arm, Attempt, Experiment, Run, Task, TaskSet
from experiments.preflight import RunRefused
from experiments.states import RunState
from experiments.taskfile import TaskLine
from experiments.tests.runs import allowed_organization, arm, saved_experiment
from organizations.errors import DomainError, Invalid
from providers.models import Connection

pytestmark = pytest.mark.django_db
NOWHERE = "http://127.0.0.1:9/v1"
RUNNING = (RunState.RUNNING,)


@pytest.fixture
def owner():
    return allowed_organization(NOWHERE)


def line(key="a", prompt="p"):
    return TaskLine(key=key, prompt=prompt)


def test_a_run_plans_every_cell_and_freezes_its_arms(owner):
    experiment = saved_experiment(owner, tasks=3, arms=2, repeats=2, deadline_seconds=60)
    run = start_run(experiment, actor=None)
    cells = Attempt.objects.filter(run=run).values_list("arm__key", "task__key", "repeat")
    assert len(set(cells)) == len(cells) == 12
    assert set(Attempt.objects.values_list("state", "provider_calls")) == {("pending", 0)}
    assert run.deadline_at - run.started_at == timedelta(seconds=60)
    Arm.objects.update(model="changed")
    Connection.objects.update(settings={"base_url": "http://changed/v1"})
    assert set(run.arms.values_list("model", flat=True)) == {"model-0", "model-1"}
    assert {
        settings["base_url"] for settings in run.arms.values_list("connection_settings", flat=True)
    } == {NOWHERE}


def test_a_hint_is_sent_only_once_the_run_is_stored(owner, django_capture_on_commit_callbacks):
    experiment = saved_experiment(owner, tasks=1)
    with django_capture_on_commit_callbacks() as callbacks:
        start_run(experiment, actor=None)
    assert len(callbacks) == 1


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda owner: owner.allowlist.all().delete(), "provider_not_allowed"),
        (lambda owner: owner.allowlist.update(enabled=False), "provider_not_allowed"),
        (lambda owner: owner.allowlist.update(allowed_models=[]), "model_not_allowed"),
        (lambda owner: owner.connections.all().delete(), "connection_missing"),
        (lambda owner: owner.connections.update(provider="demo"), "connection_missing"),
        (
            lambda owner: owner.connections.update(
                credential_reference="env:BAKEOFF_CREDENTIAL_ACME_ABSENT"
            ),
            "credential_unavailable",
        ),
        (
            lambda owner: owner.connections.update(credential_reference="env:PATH"),
            "credential_unavailable",
        ),
        (lambda owner: Arm.objects.update(parameters={"temperature": 9}), "parameters_invalid"),
    ],
)
def test_preflight_refuses_with_one_problem_for_each_arm(owner, spoil, code):
    experiment = saved_experiment(owner, tasks=2, arms=3)
    spoil(owner)
    with pytest.raises(RunRefused) as refused:
        start_run(Experiment.objects.get(pk=experiment.pk), actor=None)
    assert [(problem.arm, problem.code) for problem in refused.value.problems] == [
        (f"arm-{number}", code) for number in range(3)
    ]
    assert not Run.objects.exists()
    assert not Attempt.objects.exists()


def test_arms_that_could_be_called_are_no_problem(owner):
    owner.allowlist.update(allowed_models=["model-0"])
    experiment = saved_experiment(owner, tasks=2, arms=2)
    with pytest.raises(RunRefused) as refused:
        start_run(experiment, actor=None)
    assert [problem.arm for problem in refused.value.problems] == ["arm-1"]


def test_an_experiment_without_arms_is_refused(owner):
    experiment = saved_experiment(owner, tasks=1)
    experiment.arms.all().delete()
    with pytest.raises(DomainError):
        start_run(experiment, actor=None)
    assert not Run.objects.exists()


def test_a_run_of_the_same_configuration_is_taken_up(owner):
    run = start_run(saved_experiment(owner, tasks=2), actor=None)
    assert run_like(saved_experiment(owner, tasks=2), states=RUNNING) == run


@pytest.mark.parametrize(
    "changes",
    [
        {"tasks": 3},
        {"repeats": 2},
        {"max_concurrency": 3},
        {"deadline_seconds": 9},
        {"on_interrupt": "fail"},
        {"attempt_timeout_seconds": 9},
        {"prompt_template": "{{ prompt }}"},
        {"arms": 2},
        {"arms": [arm(0, model="other")]},
        {"arms": [arm(0, parameters={"temperature": 1.0})]},
    ],
)
def test_another_configuration_is_another_run(owner, changes):
    start_run(saved_experiment(owner, tasks=2), actor=None)
    assert run_like(saved_experiment(owner, **{"tasks": 2, **changes}), states=RUNNING) is None


def test_another_endpoint_is_another_run(owner):
    start_run(saved_experiment(owner, tasks=2), actor=None)
    allowed_organization("http://127.0.0.1:10/v1")
    assert run_like(saved_experiment(owner, tasks=2), states=RUNNING) is None


def test_the_same_tasks_are_the_same_version_and_others_a_new_one(owner):
    first = save_task_set(owner, name="t", tasks=[line("a"), line("b")])
    assert save_task_set(owner, name="t", tasks=[line("b"), line("a")]) == first
    second = save_task_set(owner, name="t", tasks=[line("a", "other"), line("b")])
    assert (second.version, second.n_tasks) == (2, 2)
    assert save_task_set(owner, name="t", tasks=[line("a"), line("b")]) == first
    assert save_task_set(owner, name="u", tasks=[line("a")]).version == 1
    assert (TaskSet.objects.count(), Task.objects.count()) == (3, 5)


def test_saving_an_experiment_again_changes_it_and_keeps_its_runs(owner):
    first = saved_experiment(owner, tasks=1, arms=2)
    run = start_run(first, actor=None)
    again = saved_experiment(owner, tasks=1, arms=1, repeats=5)
    assert again.pk == first.pk
    assert [found.key for found in again.arms.all()] == ["arm-0"]
    assert run.arms.count() == 2


def test_arms_of_others_connections_are_refused(owner):
    other = allowed_organization(NOWHERE, slug="other")
    Connection.objects.create(
        organization=other,
        name="theirs",
        provider="openai_compatible",
        settings={"base_url": NOWHERE},
    )
    experiment = saved_experiment(owner, arms=[arm(0), arm(1, connection="theirs")])
    with pytest.raises(RunRefused) as refused:
        start_run(experiment, actor=None)
    assert [(p.arm, p.code) for p in refused.value.problems] == [("arm-1", "connection_missing")]


def test_parameters_are_checked_with_their_place(owner):
    with pytest.raises(Invalid, match=r"spec\.experiment\.arms\.1\.parameters\.temperature"):
        saved_experiment(owner, arms=[arm(0), arm(1, parameters={"temperature": -1})])
