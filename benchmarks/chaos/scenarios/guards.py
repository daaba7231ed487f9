"""What must never get out or in: keys, calls to forbidden addresses, other organisations' rows;
and what must stay as it was."""

import json
import os
from base64 import b64encode
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from benchmarks.chaos import runs
from benchmarks.chaos.figures import Figures, at_least, exactly
from benchmarks.chaos.members import member_of, program, signed_in, start_over_api
from benchmarks.chaos.provider import Answer, Asked, provider, said
from benchmarks.chaos.suites import tests_hold
from benchmarks.chaos.told import await_spans
from benchmarks.chaos.world import CANARY, CANARY_SLUG, IN_FLIGHT, World, canary_variable
from benchmarks.redis_texts import texts_of
from experiments.models import Run

FORMS = {
    "as it is": CANARY,
    "in JSON": json.dumps(CANARY)[1:-1],
    "base64": b64encode(CANARY.encode()).decode(),
    "URL-encoded": quote(CANARY, safe=""),
    "cut": CANARY[:8],
}
SAID = " | ".join(FORMS.values())
USAGE: dict[str, Any] = {SAID: SAID}
SHOWN = {
    "": ("", "attempts/", "diagnostics/"),
    "/api/v1": ("", "attempts/", "diagnostics/", "summary/", "export/"),
}


def play(world: World, size: int) -> Figures:
    """The tests look at every page, every kind of provider and each way of repeating a key; here
    are the real workers."""
    return [*play_workers(world, size), tests_hold(world, "config/tests/test_credential_echo.py")]


def play_workers(world: World, size: int) -> Figures:
    """A provider that repeats the key in all it says, to workers that log, count and trace."""
    crew, watch = world.workers(), world.watched()
    variable = canary_variable()
    os.environ[variable] = CANARY
    try:
        with provider(_repeating) as stub:
            experiment = runs.define(
                CANARY_SLUG,
                {"local": stub.base_url},
                size=size,
                references={"local": f"env:{variable}"},
                max_concurrency=IN_FLIGHT,
            )
            run, _ = start_over_api(experiment, traces=watch.traces)
            runs.await_end(run, seconds=60)
    finally:
        del os.environ[variable]
    traces = await_spans(run, traces=watch.traces)
    sinks = {
        "log": crew.logged(),
        "metrics": watch.scraped(),
        "spans": traces,
        "Redis": "\n".join(texts_of(settings.CELERY_BROKER_URL)),
        "database": "\n".join(_rows()),
        "site": "\n".join(_shown(run)),
    }
    hits = [
        f"{spelling} in {sink}"
        for sink, text in sinks.items()
        for spelling, form in FORMS.items()
        if form in text
    ]
    return [
        exactly(f"keys in {len(sinks)} sinks of real workers x {len(FORMS)} forms", hits, []),
        at_least("answers that repeated it", stub.total, size),
        at_least("characters that were searched", sum(map(len, sinks.values())), 1_000),
    ]


def _rows() -> Iterator[str]:
    """Every row of every table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT whole::text FROM {connection.ops.quote_name(table)} whole")
            yield from (text for (text,) in cursor.fetchall())


def _shown(run: Run) -> Iterator[str]:
    """What a member and a program of his are shown of the run, everything of it being there."""
    owner = run.experiment.organization
    member = member_of(owner)
    asking = {"": signed_in(member), "/api/v1": program(member, owner)}
    for start, client in asking.items():
        for path in SHOWN[start]:
            answer = client.get(f"{start}/runs/{run.pk}/{path}")
            assert answer.status_code == 200, f"{path}: {answer.status_code}"
            yield b"".join(answer).decode()


def play_addresses(world: World, size: int) -> Figures:
    return [tests_hold(world, "providers/tests/test_egress.py")]


def play_tenancy(world: World, size: int) -> Figures:
    return [tests_hold(world, "config/tests/tenancy")]


def play_replay(world: World, size: int) -> Figures:
    return [tests_hold(world, "evaluation/tests/test_replay.py")]


def _repeating(asked: Asked) -> Answer:
    """An answer or a refusal by turns."""
    if int(asked.prompt.removeprefix("Do ").removesuffix(".")) % 2:
        return said(SAID, **USAGE)
    return Answer(status=400, body={"error": {"message": SAID, "code": SAID}})
