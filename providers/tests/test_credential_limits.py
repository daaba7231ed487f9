"""How long a store may take for an answer, whatever its library thinks of it."""

import threading
from contextlib import contextmanager

import pytest

from organizations.tests.factories import OrganizationFactory
from providers.credentials import kept
from providers.credentials.askers import PLACES, Askers
from providers.credentials.kept import FRESH_SECONDS, STALE_SECONDS, KeptAnswers
from providers.credentials.references import STORES, resolve
from providers.secrets import StoreUnreachable
from providers.tests.stores import dripping_server

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
DRIPPING = {
    "in the status": b"HTTP/1.1 200 O",
    "in a header": HEAD + b"X-Slow: ",
    "in a body": HEAD + b"Content-Length: 100000\r\n\r\n{",
    "in chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\nfffff\r\n",
}


@pytest.fixture
def soon(monkeypatch):
    monkeypatch.setattr(kept, "ANSWER_SECONDS", 0.3)
    for name in ("vault", "aws-sm"):
        STORES[name].kept.clear()
    yield
    for name in ("vault", "aws-sm"):
        STORES[name].kept.clear()


def threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "credential"]


@contextmanager
def stuck():
    """Something to read that does not end before the block does."""
    go_on = threading.Event()
    try:
        yield lambda path: str(go_on.wait(30))
    finally:
        go_on.set()
        for thread in threads():
            thread.join()


@pytest.mark.django_db
@pytest.mark.parametrize("start", DRIPPING.values(), ids=DRIPPING)
def test_a_vault_that_drips_is_left_while_it_is_still_at_it(soon, monkeypatch, start):
    pytest.importorskip("hvac")
    acme = OrganizationFactory(slug="acme")
    with dripping_server(start) as (url, asked):
        monkeypatch.setenv("BAKEOFF_VAULT_ADDR", url)
        with pytest.raises(StoreUnreachable, match="in time"):
            resolve("vault:bakeoff/acme/main", organization=acme)
        assert asked.wait(10)


@pytest.mark.django_db
@pytest.mark.parametrize("start", DRIPPING.values(), ids=DRIPPING)
def test_and_so_is_a_secrets_manager(soon, monkeypatch, tmp_path, start):
    pytest.importorskip("boto3")
    acme = OrganizationFactory(slug="acme")
    with dripping_server(start) as (url, asked):
        monkeypatch.setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", url)
        monkeypatch.setenv("AWS_REGION", "eu-central-1")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "id")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
        with pytest.raises(StoreUnreachable, match="in time"):
            resolve("aws-sm:bakeoff/acme/main", organization=acme)
        assert asked.wait(10)


def test_what_never_ends_takes_a_few_threads_and_no_more():
    askers, asked = Askers(), []
    with stuck() as read:
        for _ in range(PLACES):
            with pytest.raises(StoreUnreachable):
                askers.ask("p", read, seconds=0.01)
        with pytest.raises(StoreUnreachable):
            askers.ask("p", lambda path: asked.append(path) or "second", seconds=10)
        assert len(threads()) == PLACES
    assert asked == []
    assert askers.ask("p", lambda path: "back", seconds=10) == "back"


def test_a_read_that_fails_gives_its_place_back():
    askers = Askers()
    for _ in range(PLACES + 1):
        with pytest.raises(KeyError):
            askers.ask("p", {}.__getitem__, seconds=10)


def test_what_was_said_last_holds_while_the_store_takes_too_long(monkeypatch):
    now = [0.0]
    answers = KeptAnswers(clock=lambda: now[0])
    monkeypatch.setattr(kept, "ANSWER_SECONDS", 10.0)
    assert answers.get("p", lambda path: "first") == "first"
    monkeypatch.setattr(kept, "ANSWER_SECONDS", 0.01)
    now[0] = FRESH_SECONDS
    with stuck() as read:
        assert answers.get("p", read) == "first"


def test_nobody_waits_for_ever_while_others_are_asking(monkeypatch):
    now = [0.0]
    answers = KeptAnswers(clock=lambda: now[0])
    answers.get("known", lambda path: "first")
    monkeypatch.setattr(kept, "ANSWER_SECONDS", 0.01)
    now[0] = FRESH_SECONDS
    with answers._lock:
        assert answers.get("known", str) == "first"
        with pytest.raises(StoreUnreachable):
            answers.get("other", str)
        now[0] += STALE_SECONDS
        with pytest.raises(StoreUnreachable):
            answers.get("known", str)
