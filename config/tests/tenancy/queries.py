"""What others have, in every query parameter that the site reads."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from django.conf import settings

from config.api_contract.documents import loaded
from config.tests.tenancy.asking import Answer
from config.tests.tenancy.canaries import FRAGMENT, NEVER_FRAGMENT
from config.tests.tenancy.routes import Route
from config.tests.tenancy.rows import Rows

# Which column of whose row a parameter is about.
ABOUT = {
    "a": ("experiments.RunArm", "key"),
    "arm": ("experiments.RunArm", "key"),
    "b": ("experiments.RunArm", "key"),
    "connection": ("providers.Connection", "id"),
    "error_code": ("experiments.Attempt", "error_code"),
    "experiment": ("experiments.Experiment", "id"),
    "from": ("experiments.Experiment", "id"),
    "id": ("experiments.Run", "id"),
    "model": ("experiments.Arm", "model"),
    "name": ("experiments.TaskSet", "name"),
    "organization": ("organizations.Organization", "slug"),
    "owner": ("organizations.User", "id"),
    "profile": ("evaluation.EvaluatorProfile", "name"),
    "run": ("experiments.Run", "id"),
    "source": ("evaluation.HumanLabel", "source"),
    "task": ("experiments.Task", "key"),
    "task_set": ("experiments.TaskSet", "id"),
    "who": ("organizations.User", "id"),
}
# Looked for by a part.
SEARCHED = ("q", "search", "name__contains", "ordering")
# Parameters with values of their own.
PLAIN = {
    "all": "1",
    "arms": "1",
    "board": "evaluator",
    "cost": "-per_solved",
    "cursor": "cj0xJnA9MQ==",
    "evaluator": "risk",
    "format": "csv",
    "judge": "strict",
    "latency": "-p90",
    "outcome": "A better",
    "page": "2",
    "page_size": "1",
    "provider": "openai_compatible",
    "quality": "arm",
    "repeat": "1",
    "revision": "1",
    "show": "differ",
    "since": "2020-01-01",
    "sort": "name",
    "state": "succeeded",
    "status": "completed",
    "until": "2040-01-01",
    "view": "split",
}
# Where to go afterwards, and how the documentation of the API is drawn.
ASIDE = frozenset({"next", "lang", "script", "None"})
PAGING = frozenset({"cursor", "page", "page_size", "None"})
KNOWN = ASIDE.union(ABOUT, SEARCHED, PLAIN)
Query = tuple[dict[str, str], frozenset[str]]


def queries(rows: Rows, route: Route, shown: Answer) -> Iterator[Query]:
    """Each with the words of others in it; the same in number and order for what never was.

    What the route is seen or said to read comes by itself, all else at once. Where nobody looks
    for more than a page, nothing is asked.
    """
    alone = (shown.read | described(route)) - PAGING
    values = {
        name: str(getattr(rows.labelled(label), column)) for name, (label, column) in ABOUT.items()
    }
    for name in sorted(alone & set(values)):
        yield {name: values[name]}, frozenset({values[name]})
    fragment = FRAGMENT if rows.real else NEVER_FRAGMENT
    if alone or shown.reads_all:
        yield PLAIN | values | dict.fromkeys(SEARCHED, fragment), frozenset(values.values())
    if alone.intersection(SEARCHED) or shown.reads_all:
        yield dict.fromkeys(SEARCHED, fragment), frozenset()


def described(route: Route) -> frozenset[str]:
    return frozenset(_described().get(route.template, ()))


def undescribed() -> list[str]:
    """Query parameters of the published document that are not known here."""
    found = {name for names in _described().values() for name in names}
    return sorted(found - KNOWN)


@cache
def _described() -> Mapping[str, list[str]]:
    document = loaded((Path(settings.BASE_DIR) / "docs/openapi.yaml").read_bytes())
    return {
        path: [
            parameter["name"]
            for operation in operations.values()
            if isinstance(operation, dict)
            for parameter in operation.get("parameters", [])
            if parameter.get("in") == "query"
        ]
        for path, operations in document["paths"].items()
    }
