"""Results from outside, as a CI posts them."""

import json

from experiments.tests.factories import (
    AttemptFactory,
    RunArmFactory,
    RunFactory,
    TaskFactory,
    ValidationFactory,
)
from leaderboards.aggregation import publish
from leaderboards.resources import attempt_resources
from organizations.models import Organization
from organizations.roles import Role
from organizations.tests.http import API, JSON, client_of

EXTERNAL = [{"kind": "external"}]
BESIDE = [{"kind": "applies"}, {"kind": "external"}]
RESULT = {"source": "ci", "status": "passed", "score": 0.75}


def attempt_of(*, checks=EXTERNAL, engine="not_run", finished=True, **changes):
    """A succeeded attempt of a run that is over, as the engine left it."""
    run = RunFactory(finished=finished)
    task = TaskFactory(task_set=run.task_set, validation=checks)
    attempt = AttemptFactory(
        arm=RunArmFactory(run=run), task=task, **({"succeeded": True} | changes)
    )
    if engine:
        score = {"passed": 1.0, "failed": 0.0}.get(engine)
        ValidationFactory(attempt=attempt, status=engine, score=score)
    if finished:
        publish(run)
    return attempt


def organization_of(attempt) -> Organization:
    return attempt.run.experiment.organization


def post(attempt, body=None, *, client=None, **changes):
    client = client or client_of(organization_of(attempt), Role.EDITOR)
    return client.post(
        f"{API}/attempts/{attempt.pk}/validation/",
        data=json.dumps((RESULT if body is None else body) | changes),
        content_type=JSON,
    )


def shown(attempt):
    return next(attempt_resources([attempt]))["validation"]


def quality_of(run):
    """The published estimate of the only arm, as a member reads it now."""
    client = client_of(run.experiment.organization)
    [entry] = client.get(f"{API}/runs/{run.pk}/summary/").json()["leaderboards"]["quality"][
        "entries"
    ]
    return entry["estimate"]
