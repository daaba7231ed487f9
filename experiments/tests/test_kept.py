"""Figures that took long to ask for are kept for a while."""

from uuid import uuid4

import pytest

from experiments import kept
from experiments.kept import kept_if_slow


@pytest.fixture
def asked():
    return []


@pytest.fixture
def ask(asked):
    key = uuid4()

    def once_more():
        return kept_if_slow(key, lambda: asked.append(1) or len(asked))

    return once_more


def test_what_is_fast_is_asked_for_each_time(ask, monkeypatch):
    monkeypatch.setattr(kept, "SLOW_SECONDS", 3_600)
    assert [ask(), ask()] == [1, 2]


def test_what_is_slow_is_kept_until_it_is_old(ask, monkeypatch):
    monkeypatch.setattr(kept, "SLOW_SECONDS", 0)
    assert [ask(), ask()] == [1, 1]
    monkeypatch.setattr(kept, "monotonic", lambda: float("inf"))
    assert ask() == 2


def test_no_more_is_kept_than_there_is_room_for(ask, asked, monkeypatch):
    monkeypatch.setattr(kept, "SLOW_SECONDS", 0)
    monkeypatch.setattr(kept, "MOST", 1)
    monkeypatch.setattr(kept, "_kept", {})
    ask()
    kept_if_slow("another", list)
    ask()
    assert asked == [1, 1]
    assert len(kept._kept) == 1
