"""Two published runs of which one is ten times the other, and somebody who reads them; prints as
JSON what it takes to ask for them, and how many queries each page and endpoint makes."""

import json
from argparse import ArgumentParser
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management.base import BaseCommand
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.finished import finished_run
from benchmarks.lived import Sizes
from benchmarks.places import places_of
from experiments.models import Run
from organizations.models import Membership, Organization, User
from organizations.roles import Role, Scope
from organizations.tokens import create_token

USUAL = Sizes()
SMALLER = 10
BACKEND = "django.contrib.auth.backends.ModelBackend"


class Command(BaseCommand):
    help = "Store published runs to be read."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--arms", type=int, required=True)
        parser.add_argument("--tasks", type=int, required=True)
        parser.add_argument("--answer-bytes", type=int, default=USUAL.answer)
        parser.add_argument("--diff-bytes", type=int, default=USUAL.diff)

    def handle(self, *, arms: int, tasks: int, **options: Any) -> None:
        sizes = Sizes(answer=options["answer_bytes"], diff=options["diff_bytes"])
        runs = [
            finished_run(arms=arms, tasks=number, sizes=sizes)
            for number in (max(tasks // SMALLER, 1), tasks)
        ]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
        user = reader_of(runs[0].experiment.organization)
        self.stdout.write(json.dumps(told(runs, user)))


def told(runs: list[Run], user: User) -> dict[str, Any]:
    session = signed_in(user)
    organization = runs[0].experiment.organization
    token = create_token(user, organization, name="reading", scope=Scope.READ)
    return {
        "runs": [str(run.pk) for run in runs],
        "token": token.value,
        "session": session,
        "queries": [queries_of(run, session=session) for run in runs],
    }


def reader_of(organization: Organization) -> User:
    user = User.objects.create_user("reader")
    Membership.objects.create(user=user, organization=organization, role=Role.VIEWER)
    return user


def signed_in(user: User) -> str:
    """The key of a session, as signing in leaves it."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), BACKEND
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def queries_of(run: Run, *, session: str) -> dict[str, int]:
    """By page or endpoint. Streams are read to their end."""
    client = Client(SERVER_NAME="localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    return {name: _counted(client, path) for name, path in places_of(str(run.pk)).items()}


def _counted(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return len(queries)
