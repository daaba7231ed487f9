"""What a route that takes a body is sent: by the same function for one's own organisation, for
another's rows, and for rows that never were. Wherever two of these differ is a position that the
crawl fills with what is not one's own.
"""

from collections.abc import Callable, Iterator
from typing import Any

from config.tests.tenancy.asking import FORM, JSON, Answer, Asker, Question
from config.tests.tenancy.routes import Route, own_path
from config.tests.tenancy.rows import Rows
from evaluation.models import EvaluatorProfile, PromptTemplate, Rubric
from experiments.models import Arm, Attempt, Experiment, IdempotentRequest, Task, TaskSet
from providers.kinds import ProviderKind
from providers.models import Connection

Body = Callable[[Rows], Any]
NOT_FOUND, NOT_ALLOWED = 404, 405
UNSAFE = ("POST", "PUT", "PATCH")
FORMS = ("POST",)  # a page takes others for the same, where it takes them
ORGANIZATION = "/api/v1/organizations/{slug}"


def connection(rows: Rows) -> Any:
    prefix = rows.organization.slug.upper().replace("-", "_")
    return {
        "name": rows.new(rows[Connection].name),
        "provider": ProviderKind.OPENAI_COMPATIBLE,
        "settings": {"base_url": "https://models.example.org/v1"},
        "credential_reference": f"env:BAKEOFF_CREDENTIAL_{prefix}_KEY",
    }


def arm(rows: Rows) -> Any:
    model, name = rows[Arm].model, rows[Connection].name
    return {
        "key": rows[Arm].key,
        "provider": ProviderKind.OPENAI_COMPATIBLE,
        "connection": name,
        "model": model,
    }


def experiment(rows: Rows) -> Any:
    profile = rows[EvaluatorProfile]
    return {
        "name": rows.new(rows[Experiment].name),
        "task_set": str(rows[TaskSet].pk),
        "evaluator": f"{profile.name}:{profile.version}",
        "arms": [arm(rows)],
    }


def task_set(rows: Rows) -> Any:
    task = {"key": rows[Task].key, "prompt": rows[Task].prompt}
    return {"name": rows.new(rows[TaskSet].name), "tasks": [task]}


def profile(rows: Rows) -> Any:
    return {
        "name": rows.new(rows[EvaluatorProfile].name),
        "provider": ProviderKind.OPENAI_COMPATIBLE,
        "connection": rows[Connection].name,
        "model": rows[EvaluatorProfile].model,
        "rubric": {"version": rows[Rubric].version, "text": rows[Rubric].text},
        "prompt_template": {"version": rows[PromptTemplate].version, "text": "{{ patch }}"},
    }


def replay(rows: Rows) -> Any:
    return {"profile": rows[EvaluatorProfile].name, "dry_run": True}


def replayed(rows: Rows) -> Any:
    profile = rows[EvaluatorProfile]
    return keyed(rows) | {"profile": f"{profile.name}:{profile.version}", "reason": "Why."}


def edited(rows: Rows) -> Any:
    """The form of an experiment, as its page sends it."""
    one, body = arm(rows), experiment(rows)
    fields = {name: body[name] for name in ("name", "task_set", "evaluator")}
    numbers = {"repeats": "1", "max_concurrency": "1", "attempt_timeout_seconds": "60"}
    return (
        fields
        | numbers
        | {
            "arms-count": "1",
            "arms-0-key": one["key"],
            "arms-0-target": f"{one['provider']}/{one['connection']}",
            "arms-0-model": one["model"],
            "do": "review",
        }
    )


def defined(rows: Rows) -> Any:
    return edited(rows) | keyed(rows) | {"do": "save"}


def keyed(rows: Rows) -> Any:
    return {"idempotency_key": rows.new(rows[IdempotentRequest].key)}


def allowlist(rows: Rows) -> Any:
    return {"enabled": True, "allowed_models": ["*", rows[Arm].model]}


def labels(rows: Rows) -> Any:
    return {"labels": [{"attempt": str(rows[Attempt].pk), "accept": True}]}


def label(rows: Rows) -> Any:
    return {"attempt": str(rows[Attempt].pk), "accept": "yes"}


def sign_in(rows: Rows) -> Any:
    return {"username": rows.user.username, "password": "wrong"}


# None: what is sent does not name anything that somebody could own.
BODIES: dict[str, Body | None] = {
    f"PUT {ORGANIZATION}/providers/{{provider}}/": allowlist,
    f"PATCH {ORGANIZATION}/providers/{{provider}}/": allowlist,
    f"POST {ORGANIZATION}/connections/": connection,
    f"PUT {ORGANIZATION}/connections/{{connection_id}}/": connection,
    f"PATCH {ORGANIZATION}/connections/{{connection_id}}/": connection,
    f"POST {ORGANIZATION}/connections/{{connection_id}}/check/": None,
    f"POST {ORGANIZATION}/task-sets/": task_set,
    f"POST {ORGANIZATION}/evaluator-profiles/": profile,
    f"POST {ORGANIZATION}/imports/": None,
    f"POST {ORGANIZATION}/imports/check/": None,
    f"POST {ORGANIZATION}/experiments/": experiment,
    "PUT /api/v1/experiments/{experiment_id}/": experiment,
    "PATCH /api/v1/experiments/{experiment_id}/": experiment,
    "POST /api/v1/experiments/{experiment_id}/runs/": None,
    "POST /api/v1/runs/{run_id}/cancel/": None,
    "POST /api/v1/runs/{run_id}/resume/": None,
    "POST /api/v1/attempts/{attempt_id}/validation/": None,
    "POST /api/v1/runs/{run_id}/labels/": labels,
    "POST /runs/{run_id}/label/": label,
    "POST /api/v1/runs/{run_id}/pause/": None,
    "POST /api/v1/runs/{run_id}/retry-errors/": None,
    "POST /api/v1/runs/{run_id}/replays/": replay,
    "POST /api/v1/replays/{replay_id}/cancel/": None,
    "POST /api/v1/replays/{replay_id}/retry-errors/": None,
    "POST /runs/{run_id}/replays/": replayed,
    "POST /replays/{replay_id}/cancel/": None,
    "POST /replays/{replay_id}/retry-errors/": None,
    "POST /organizations/{slug}/experiments/new/": defined,
    "POST /experiments/{experiment_id}/edit/": edited,
    "POST /experiments/{experiment_id}/runs/": keyed,
    "POST /runs/{run_id}/cancel/": None,
    "POST /runs/{run_id}/pause/": None,
    "POST /runs/{run_id}/resume/": None,
    "POST /runs/{run_id}/retry-errors/": None,
    "POST /sign-in/": sign_in,
    "POST /sign-in/code/": None,
    "POST /sign-out/": None,
    "POST /security/": None,
    "POST /security/confirm/": None,
    "POST /security/confirm/code/": None,
    "POST /security/password/": None,
    "POST /security/confirm/key/": None,
    "POST /security/keys/add/": None,
    "POST /security/keys/{pk}/remove/": None,
    "POST /security/app/": None,
    "POST /security/app/remove/": None,
    "POST /security/recovery/": None,
    "POST /security/recovery/new/": None,
    "POST /security/recovery/download/": None,
}


def body_for(method: str, route: Route) -> Body | None:
    return BODIES.get(f"{method} {route.template}")


def unknown_bodies(asker: Asker, routes: list[Route], *, rows: Rows) -> list[str]:
    """What answers to a method that changes things, and of which it is not said what it reads."""
    return [
        f"{method} {route.template}"
        for route in routes
        for method in (UNSAFE if route.in_api else FORMS)
        if f"{method} {route.template}" not in BODIES
        if _is_taken(asker.ask(sent(method, route, own_path(route, rows), {}, frozenset())))
    ]


def _is_taken(answer: Answer) -> bool:
    return answer.status not in (NOT_FOUND, NOT_ALLOWED)


def form_of(route: Route) -> str:
    return JSON if route.in_api else FORM


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every text and number of a JSON value, and the way to it."""
    inner: Any = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    else:
        yield path, value
    for key, each in inner:
        yield from leaves(each, (*path, key))


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    key, *rest = path
    if isinstance(value, dict):
        return value | {key: replaced(value[key], tuple(rest), new)}
    return [replaced(each, tuple(rest), new) if n == key else each for n, each in enumerate(value)]


def mixed(body: Body, *, mine: Rows, others: Rows) -> list[tuple[Any, frozenset[str]]]:
    """My own body with one leaf of others at a time, then all of theirs at once."""
    own, foreign = body(mine), body(others)
    positions = [
        (path, theirs)
        for (path, ours), (_, theirs) in zip(leaves(own), leaves(foreign), strict=True)
        if ours != theirs
    ]
    one_each = [
        (replaced(own, path, theirs), frozenset({str(theirs)})) for path, theirs in positions
    ]
    return [*one_each, (foreign, frozenset(str(theirs) for _, theirs in positions))]


def sent(method: str, route: Route, path: str, body: Any, told: frozenset[str]) -> Question:
    return Question(method=method, path=path, body=body, content_type=form_of(route), told=told)
