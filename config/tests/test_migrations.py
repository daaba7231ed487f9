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
from config.tests.walk_migrations import OURS
from evaluation.tests.factories import EvaluatorProfileFactory
from experiments.tests.factories import ArmFactory
from experiments.tests.processes import ROOT, copy_tables, environment
from providers.kinds import ProviderKind
from providers.tests.factories import (
    AllowlistEntryFactory,
    ConnectionFactory,
    PriceOverrideFactory,
)


@contextmanager
def scratch_database(tmp_path):
    """The URL of a database of the kind that the tests run on, with the tables as this test's own
    migrations made them."""
    if connection.vendor == "sqlite":
        copy_tables(tmp_path / "scratch.sqlite3")
        yield f"sqlite:///{tmp_path}/scratch.sqlite3"
        return
    connection.creation.clone_test_db("walk", verbosity=0)
    try:
        name = str(connection.settings_dict["NAME"])
        yield environment()["DATABASE_URL"].replace(name, f"{name}_walk")
    finally:
        connection.creation.destroy_test_db(suffix="walk", verbosity=0)


@pytest.fixture(scope="module")
def walk(tmp_path_factory, django_db_setup, django_db_blocker):
    with (
        django_db_blocker.unblock(),
        scratch_database(tmp_path_factory.mktemp("walk")) as url,
    ):
        done = subprocess.run(
            [sys.executable, "-m", "config.tests.walk_migrations"],
            cwd=ROOT,
            env=environment(DATABASE_URL=url, DJANGO_SETTINGS_MODULE="config.settings"),
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1]) | {"said": done.stderr}


def test_every_migration_goes_to_zero_and_forward_again(walk):
    ours = {
        config.label
        for config in apps.get_app_configs()
        if (ROOT / config.name.split(".")[0]).is_dir()
    }
    with_models = {label for label in ours if list(apps.get_app_config(label).get_models())}
    assert with_models == set(OURS)
    assert "django_migrations" in walk["left"]
    assert [table for table in walk["left"] if table.startswith(tuple(OURS))] == []
    assert walk["same"]


TABLES = ["providers.Connection", "experiments.Arm", "evaluation.EvaluatorProfile"]


@pytest.mark.parametrize("table", TABLES)
def test_rows_of_the_added_kinds_are_set_aside_and_come_back(walk, table):
    assert len(walk["before"][table]) >= 4
    assert {kind for kind, _ in walk["back"][table]} <= {"openai_compatible", "demo"}
    assert walk["after"][table] == walk["before"][table]
    assert f"of {table} are set aside" in walk["said"]


def test_the_allowlist_forgets_the_added_kinds_and_says_so(walk):
    assert {"openai", "anthropic"} <= set(walk["before"]["allowlist"])
    assert not set(walk["after"]["allowlist"]) & {"openai", "anthropic"}
    assert "removed, which denies them" in walk["said"]


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
