"""Walks a database that has all tables back over the added kinds of provider with rows of each,
forward over them, back to zero and all the way forward again; prints what it found as JSON.

A process of its own: the tables are altered under the models.
"""

import json

import django
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

OURS = ["leaderboards", "evaluation_internal", "evaluation", "experiments", "providers"]
OURS += ["organizations_audit", "organizations"]
APPS = ("providers", "experiments", "evaluation")
BEFORE_KINDS = [(app, "0001_initial") for app in APPS]
WITH_KINDS = [(app, "0002_hosted_providers") for app in APPS]
KINDS = ["openai", "azure_openai", "openrouter", "anthropic"]


def walk() -> dict:
    """From a database whose tables are all there, and empty.

    `before`, `back`, `after`: rows around the step over the kinds; `left`: the tables at zero;
    `same`: whether the tables came back as they were. Each step is taken once where that will do:
    nearly all the time goes into telling Django what the models were."""
    shape = _shape()
    _fill()
    found = {"before": _rows()}
    _migrate([BEFORE_KINDS[0]])
    found["back"] = _rows()
    _migrate(WITH_KINDS)
    found["after"] = _rows()
    _migrate([(app, None) for app in OURS])
    found["left"] = sorted(connection.introspection.table_names())
    _migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
    call_command("check", "--tag", "models", "--tag", "database", database=["default"])
    return found | {"same": _shape() == shape}


def _migrate(targets: list[tuple]) -> None:
    """As `migrate` does, which besides looks each time for what changed in the models."""
    MigrationExecutor(connection).migrate(targets)


def _shape() -> dict:
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        return {table: (_columns(cursor, table), _constraints(cursor, table)) for table in tables}


def _columns(cursor, table) -> list[str]:
    return sorted(map(str, connection.introspection.get_table_description(cursor, table)))


def _constraints(cursor, table) -> list[tuple]:
    found = connection.introspection.get_constraints(cursor, table)
    return sorted((name, str(sorted(each.items(), key=str))) for name, each in found.items())


def _fill() -> None:
    from evaluation.tests.factories import EvaluatorProfileFactory
    from experiments.tests.factories import ArmFactory
    from providers.tests.factories import AllowlistEntryFactory, ConnectionFactory

    for kind in KINDS:
        AllowlistEntryFactory(provider=kind)
        link = ConnectionFactory(provider=kind, settings={"kept": kind})
        ArmFactory(provider=kind, connection=link, parameters={"temperature": 0.5})
        EvaluatorProfileFactory(provider=kind, connection=link, parameters={"seed": 7})


def _rows() -> dict:
    models = MigrationExecutor(connection).loader.project_state(BEFORE_KINDS).apps
    found = {}
    for label in ("providers.Connection", "experiments.Arm", "evaluation.EvaluatorProfile"):
        column = "settings" if label.endswith("Connection") else "parameters"
        table = models.get_model(label)._meta.db_table
        rows = _read(f"SELECT provider, {column} FROM {table} ORDER BY id")
        found[label] = [(kind, json.loads(text) if isinstance(text, str) else text)
                        for kind, text in rows]  # fmt: skip
    allowed = _read("SELECT provider FROM providers_allowlistentry ORDER BY provider")
    return found | {"allowlist": [kind for (kind,) in allowed]}


def _read(query: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


if __name__ == "__main__":
    django.setup()
    print(json.dumps(walk()))
