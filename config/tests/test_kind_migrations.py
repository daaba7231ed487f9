"""Going back over added kinds of provider sets their rows aside; going forward restores them."""

import json
import subprocess
import sys

import pytest

from config.tests.test_migrations import scratch_database
from experiments.tests.processes import ROOT, environment

# In a process of its own, on a database of its own: the tables are altered under the models.
BACK_AND_FORTH = """
import django, json
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

KINDS = ["openai", "azure_openai", "openrouter", "anthropic"]

def rows():
    found = {}
    for label in ("providers.Connection", "experiments.Arm", "evaluation.EvaluatorProfile"):
        column = "settings" if label.endswith("Connection") else "parameters"
        table = state().get_model(label)._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT provider, {column} FROM {table} ORDER BY id")
            found[label] = [(kind, json.loads(text) if isinstance(text, str) else text)
                            for kind, text in cursor.fetchall()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT provider FROM providers_allowlistentry ORDER BY provider")
        found["allowlist"] = [kind for kind, in cursor.fetchall()]
    return found

def state():
    return MigrationExecutor(connection).loader.project_state(
        [("providers", "0001_initial"), ("experiments", "0001_initial"),
         ("evaluation", "0001_initial")]).apps

call_command("migrate", verbosity=0)
from evaluation.tests.factories import EvaluatorProfileFactory
from experiments.tests.factories import ArmFactory
from providers.tests.factories import AllowlistEntryFactory, ConnectionFactory
for kind in KINDS:
    AllowlistEntryFactory(provider=kind)
    link = ConnectionFactory(provider=kind, settings={"kept": kind})
    ArmFactory(provider=kind, connection=link, parameters={"temperature": 0.5})
    EvaluatorProfileFactory(provider=kind, connection=link, parameters={"seed": 7})
before = rows()
call_command("migrate", "providers", "0001_initial", verbosity=0)
back = rows()
call_command("migrate", verbosity=0)
print(json.dumps({"before": before, "back": back, "after": rows()}))
"""


@pytest.fixture(scope="module")
def walk(tmp_path_factory, django_db_setup, django_db_blocker):
    with (
        django_db_blocker.unblock(),
        scratch_database(tmp_path_factory.mktemp("kinds")) as url,
    ):
        done = subprocess.run(
            [sys.executable, "-c", BACK_AND_FORTH],
            cwd=ROOT,
            env=environment(DATABASE_URL=url, DJANGO_SETTINGS_MODULE="config.settings"),
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout) | {"said": done.stderr}


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
