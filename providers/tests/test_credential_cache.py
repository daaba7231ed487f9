"""How long an answer of a store on the network holds, on a clock of the test's own."""

import logging
from contextlib import suppress
from threading import Event, Thread

import pytest

from providers.credentials.kept import FRESH_SECONDS, STALE_SECONDS, KeptAnswers, answers_at_hand
from providers.secrets import CredentialUnavailable, StoreUnreachable


class Store:
    """Says what `says` holds and counts how often it is asked."""

    def __init__(self):
        self.now, self.asked, self.says = 0.0, 0, "first"
        self.kept = KeptAnswers(clock=lambda: self.now)

    def read(self, path):
        self.asked += 1
        if isinstance(self.says, Exception):
            raise self.says
        return self.says

    def get(self, *, at, path="p"):
        self.now = at
        return self.kept.get(path, self.read)


@pytest.fixture
def store():
    return Store()


def test_a_value_holds_for_seconds_and_is_then_asked_for_again(store):
    assert store.get(at=0) == "first"
    store.says = "second"
    assert store.get(at=FRESH_SECONDS - 0.1) == "first"
    assert store.get(at=FRESH_SECONDS) == "second"
    assert store.asked == 2


def test_a_no_holds_as_long_and_counts_at_once_after_a_value(store):
    store.get(at=0)
    store.says = CredentialUnavailable("refused")
    for at in (FRESH_SECONDS, FRESH_SECONDS + 1):
        with pytest.raises(CredentialUnavailable, match="refused"):
            store.get(at=at)
    assert store.asked == 2


def test_what_a_silent_store_said_last_holds_for_a_while(store):
    store.get(at=0)
    store.says = StoreUnreachable("away")
    assert store.get(at=FRESH_SECONDS) == "first"
    assert store.get(at=FRESH_SECONDS + STALE_SECONDS - 0.1) == "first"
    with pytest.raises(CredentialUnavailable, match="away"):
        store.get(at=FRESH_SECONDS + STALE_SECONDS)


def test_a_silent_store_is_left_alone_for_seconds_by_all_references(store):
    store.says = StoreUnreachable("away")
    for number in range(5):
        with pytest.raises(CredentialUnavailable, match="away"):
            store.get(at=number, path=f"p-{number}")
    assert store.asked == 1
    store.says = "back"
    assert store.get(at=FRESH_SECONDS) == "back"


def test_paths_have_values_of_their_own(store):
    store.get(at=0, path="a")
    store.says = "second"
    assert store.get(at=0, path="b") == "second"
    assert store.get(at=0, path="a") == "first"


def test_a_fault_of_a_library_is_no_answer_and_its_text_is_not_logged(store, caplog):
    store.says = RuntimeError("canary-0123456789")
    with caplog.at_level(logging.DEBUG), pytest.raises(CredentialUnavailable) as raised:
        store.get(at=0)
    assert "canary" not in caplog.text + raised.value.sentence
    assert "RuntimeError" in caplog.text


def test_values_are_not_kept_beyond_their_time(store):
    store.get(at=0)
    store.get(at=FRESH_SECONDS + STALE_SECONDS, path="other")
    assert set(store.kept._answers) == {"other"}


def test_who_holds_a_lock_takes_an_old_answer_and_waits_for_nobody(store):
    store.get(at=0)
    asking, go_on = Event(), Event()

    def slow(path):
        asking.set()
        return str(go_on.wait(10))

    other = Thread(target=lambda: store.kept.get("other", slow))
    other.start()
    try:
        assert asking.wait(10)
        with answers_at_hand():
            assert store.get(at=FRESH_SECONDS + 1) == "first"
    finally:
        go_on.set()
        other.join()
    assert store.asked == 1


def test_what_was_never_asked_is_not_asked_under_a_lock_and_may_be_had_later(store):
    with answers_at_hand(), pytest.raises(StoreUnreachable, match="not asked yet"):
        store.get(at=0)
    assert store.asked == 0
    assert store.get(at=0) == "first"


def test_a_silence_counts_under_a_lock_however_old(store):
    store.says = StoreUnreachable("away")
    with pytest.raises(StoreUnreachable):
        store.get(at=0)
    with answers_at_hand(), pytest.raises(StoreUnreachable, match="away"):
        store.get(at=FRESH_SECONDS + 1)
    assert store.asked == 1


@pytest.mark.parametrize("fault", [StoreUnreachable("away"), RuntimeError("a library's")])
def test_that_a_store_is_silent_is_told_apart_for_as_long_as_that_is_kept(store, fault):
    store.says = fault
    for path in ("asked", "not asked"):
        with pytest.raises(StoreUnreachable):
            store.get(at=0, path=path)


def test_a_plain_no_stays_one_for_as_long_as_it_is_kept(store):
    store.says = CredentialUnavailable("refused")
    for at in (0, 1):
        with pytest.raises(CredentialUnavailable) as raised:
            store.get(at=at)
        assert type(raised.value) is CredentialUnavailable


def test_a_silence_is_logged_once_until_the_store_answers(store, caplog):
    for at, says in ((0, "away"), (5, "away"), (10, None), (15, "away")):
        store.says = StoreUnreachable(says) if says else "value"
        with suppress(StoreUnreachable):
            store.get(at=at)
        store.kept._answers.clear()
    assert caplog.messages == ["away", "away"]
