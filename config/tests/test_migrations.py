"""Every migration goes to zero and forward again, and the database keeps the kinds of provider."""

import json
import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from config.tests.tenancy.factories import SpendingFactory
from evaluation.tests.factories import EvaluatorProfileFactory
from experiments.tests.factories import ArmFactory
from experiments.tests.processes import ROOT, environment
from providers.kinds import ProviderKind
from providers.tests.factories import (
    AllowlistEntryFactory,
    ConnectionFactory,
    PriceOverrideFactory,
)

ORDER = ["leaderboards", "evaluation_internal", "evaluation", "experiments", "providers"]
ORDER += ["organizations_audit", "organizations"]
BACK_AND_FORTH = """
import django, json
django.setup()
from django.core.management import call_command
from django.db import connection

def shape():
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        return {table: (columns(cursor, table), constraints(cursor, table)) for table in tables}

def columns(cursor, table):
    return sorted(map(str, connection.introspection.get_table_description(cursor, table)))

def constraints(cursor, table):
    found = connection.introspection.get_constraints(cursor, table)
    return sorted((name, str(sorted(each.items(), key=str))) for name, each in found.items())

call_command("migrate", verbosity=0)
before = shape()
for app in %(order)r:
    call_command("migrate", app, "zero", verbosity=0)
print(json.dumps(sorted(shape())))
call_command("migrate", verbosity=0)
assert shape() == before
call_command("check", database=["default"])
"""


@contextmanager
def scratch_database(tmp_path):
    """The URL of an empty database of the kind that the tests run on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path}/scratch.sqlite3"
        return
    name = f"{connection.settings_dict['NAME']}_migrations"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        test_name = str(connection.settings_dict["NAME"])
        yield environment()["DATABASE_URL"].replace(test_name, name)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.django_db(transaction=True)
def test_every_migration_goes_to_zero_and_forward_again(tmp_path):
    ours = {
        config.label
        for config in apps.get_app_configs()
        if (ROOT / config.name.split(".")[0]).is_dir()
    }
    with_models = {label for label in ours if list(apps.get_app_config(label).get_models())}
    assert with_models == set(ORDER)
    with scratch_database(tmp_path) as url:
        done = subprocess.run(
            [sys.executable, "-c", BACK_AND_FORTH % {"order": ORDER}],
            cwd=ROOT,
            env=environment(DATABASE_URL=url, DJANGO_SETTINGS_MODULE="config.settings"),
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-3000:]
    left = json.loads(done.stdout.splitlines()[0])
    assert "django_migrations" in left
    assert [table for table in left if table.startswith(tuple(ORDER))] == []


@pytest.mark.django_db
def test_no_migration_is_missing(capsys):
    call_command("makemigrations", check=True, dry_run=True)


FACTORIES = [AllowlistEntryFactory, ConnectionFactory, PriceOverrideFactory]
FACTORIES += [ArmFactory, EvaluatorProfileFactory, SpendingFactory]


def test_every_table_with_a_kind_of_provider_is_tested():
    """`RunArm` names any provider: an imported run may come from anywhere."""
    fields = [
        model
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField) and field.choices == ProviderKind.choices
    ]
    assert set(fields) == {factory._meta.model for factory in FACTORIES}


@pytest.mark.django_db
@pytest.mark.parametrize("factory", FACTORIES)
@pytest.mark.parametrize("kind", ["bogus", "", "OPENAI_COMPATIBLE", "openai_compatible "])
def test_the_database_refuses_a_kind_that_is_none(factory, kind):
    row = factory()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row)._default_manager.filter(pk=row.pk).update(provider=kind)
