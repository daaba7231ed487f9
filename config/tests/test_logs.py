"""Lines of the log: whose work they are about, and what never stands in them."""

import json
import logging
from contextlib import contextmanager
from io import StringIO

import pytest
import structlog

from config.logs import JSON, STYLES, TEXT, LineFormatter, logging_config
from experiments.models import Attempt
from experiments.tests.draining import drained, quicken
from experiments.tests.processes import provider
from experiments.tests.runs import started_run
from organizations.tests.factories import UserFactory
from providers.redaction import RedactingFilter, remember

KEY = "sk-canary-1234567890-abcdefgh"


@pytest.fixture(autouse=True)
def nothing_bound():
    """Threads keep the id of their last request until the next."""
    structlog.contextvars.clear_contextvars()


@contextmanager
def written(name, *, style=JSON, level=logging.INFO):
    """Yields the stream of a handler like that of the settings, on one logger."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(RedactingFilter())
    handler.setFormatter(LineFormatter(style=style))
    logger = logging.getLogger(name)
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(level)
    try:
        yield stream
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)


def lines_of(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_of_json_says_when_where_and_how_bad():
    with written("config.tests.logs") as stream:
        logging.getLogger("config.tests.logs").warning("said %s\nand more", "this")
    [line] = lines_of(stream)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "said this\nand more",
        "level": "warning",
        "logger": "config.tests.logs",
    }


def test_a_line_for_people_is_no_json_and_says_the_same():
    bound = structlog.contextvars.bound_contextvars(run="r-1")
    with written("config.tests.logs", style=TEXT) as stream, bound:
        logging.getLogger("config.tests.logs").warning("said this")
    line = stream.getvalue()
    assert "said this" in line
    assert "warning" in line
    assert "run=r-1" in line
    with pytest.raises(json.JSONDecodeError):
        json.loads(line)


def test_what_a_record_carries_along_is_left_out_but_for_our_own():
    extra = {"error_code": "timeout", "request": object(), "prompt": "a prompt"}
    with written("config.tests.logs") as stream:
        logging.getLogger("config.tests.logs").info("x", extra=extra)
    [line] = lines_of(stream)
    assert line["error_code"] == "timeout"
    assert {"request", "prompt"}.isdisjoint(line)


@pytest.mark.parametrize("style", STYLES)
def test_no_line_has_a_known_credential_wherever_it_came_from(style):
    remember(KEY)
    local = f"only in a variable: {KEY}"  # noqa: F841
    with written("config.tests.logs", style=style) as stream:
        logger = logging.getLogger("config.tests.logs")
        with structlog.contextvars.bound_contextvars(run=KEY, nested={"deep": [KEY]}):
            logger.warning("said %s", KEY, extra={"error_code": KEY})
            structlog.get_logger("config.tests.logs").warning("said", error_code=KEY, other=KEY)
            try:
                raise ValueError(f"inner {KEY}")
            except ValueError:
                logger.exception("failed %s", KEY, stack_info=True)
    text = stream.getvalue()
    assert KEY not in text
    assert KEY[:10] not in text
    assert "only in a variable" not in text.replace('f"only in a variable', "")
    assert "inner [redacted]" in text
    if style == JSON:
        assert len(lines_of(stream)) == 3


def test_the_settings_write_to_stderr_through_the_filter():
    config = logging_config(style=JSON, level="INFO")
    assert config["handlers"]["stderr"]["filters"] == ["credentials"]
    assert config["root"] == {"handlers": ["stderr"], "level": "INFO"}


@pytest.mark.django_db(transaction=True)
def test_lines_of_the_engine_name_run_stage_and_attempt(settings):
    quicken(settings)
    refused = lambda body: (400, {"error": {"message": "no"}}, {})  # noqa: E731
    with provider(refused) as fake, written("experiments") as stream:
        run = started_run(fake.base_url, tasks=2)
        drained(run)
    started, *failed = lines_of(stream)
    assert str(run.pk) in started["event"]
    assert {line["attempt"] for line in failed} == attempts_of(run)
    assert {(line["run"], line["stage"]) for line in failed} == {(str(run.pk), "attempts")}
    assert {line["error_code"] for line in failed} == {"invalid_request"}


def attempts_of(run):
    return {str(pk) for pk in Attempt.objects.filter(run=run).values_list("pk", flat=True)}


@pytest.mark.django_db
def test_lines_of_a_request_have_the_id_that_its_answer_has(client):
    client.force_login(UserFactory())
    with written("django.request") as stream:
        answer = client.get("/no/such/page/", headers={"X-Request-ID": "from-the-proxy"})
    [line] = lines_of(stream)
    assert line["request_id"] == answer["X-Request-ID"] == "from-the-proxy"
