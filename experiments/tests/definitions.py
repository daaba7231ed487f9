"""An organisation in which experiments can be defined, and bodies that define them."""

from typing import Any

from django.test import Client

from experiments.models import Experiment, TaskSet
from experiments.tests.factories import TaskFactory, TaskSetFactory
from experiments.tests.runs import allowed_organization, arm
from organizations.models import Organization
from organizations.tests.http import API, JSON
from providers.tests.factories import ConnectionFactory

NOWHERE = "http://127.0.0.1:9/v1"


def defining_organization(slug: str = "acme") -> Organization:
    """It allows one provider, has a connection for it and one that it does not allow."""
    owner = allowed_organization(NOWHERE, slug=slug)
    ConnectionFactory(organization=owner, name="forbidden", provider="openai")
    return owner


def task_set_of(owner: Organization, *, tasks: int = 2) -> TaskSet:
    task_set: TaskSet = TaskSetFactory(organization=owner, n_tasks=tasks)
    TaskFactory.create_batch(tasks, task_set=task_set)
    return task_set


def body_for(owner: Organization, **changes: Any) -> dict[str, Any]:
    """What the API takes; `task_set` is made where none is given."""
    if "task_set" not in changes:
        changes["task_set"] = str(task_set_of(owner).pk)
    return {"name": "smoke", "arms": [arm(0), arm(1)], **changes}


def forbidden_arm(**changes: Any) -> dict[str, Any]:
    return arm(9, key="forbidden", provider="openai", connection="forbidden", **changes)


def post(client: Client, path: str, body: Any, **headers: str) -> Any:
    return client.post(f"{API}/{path}", data=body, content_type=JSON, headers=headers)


def define(client: Client, owner: Organization, body: dict[str, Any]) -> Any:
    return post(client, f"organizations/{owner.slug}/experiments/", body)


def change(client: Client, experiment: Experiment, method: str, body: Any, *, match: str) -> Any:
    """A PUT, PATCH or DELETE under If-Match; an empty `match` sends none."""
    return getattr(client, method)(
        f"{API}/experiments/{experiment.pk}/",
        data=body,
        content_type=JSON,
        headers={"If-Match": match} if match else {},
    )


def faults(response: Any) -> list[tuple[str | None, str]]:
    """Of a refusal: whose fault (arm or field), which code."""
    return [(e.get("arm", e.get("attr")), e["code"]) for e in response.json()["errors"]]
