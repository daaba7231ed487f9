"""How long a broker is waited for."""

import socket

import pytest
from celery import Celery
from kombu.exceptions import OperationalError

from config.broker import ANSWER_SECONDS, broker_options


@pytest.fixture
def send_to(monkeypatch):
    """Publish to the Redis of a port, with our options and others."""
    monkeypatch.delenv("CELERY_BROKER_URL", raising=False)  # goes before what an app is told

    def send(port, **others):
        url = f"redis://127.0.0.1:{port}/0"
        app = Celery(broker=url, set_as_current=False)
        app.conf.broker_transport_options = broker_options(url) | others
        app.send_task("anything", retry=False)

    return send


def test_a_redis_that_takes_connections_and_never_answers_is_given_up(send_to):
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(OperationalError):
        send_to(silent.getsockname()[1], socket_timeout=0.05)


def test_a_redis_that_refuses_connections_is_given_up(send_to):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(OperationalError):
        send_to(port)


def test_only_redis_is_told_how_long_to_wait():
    assert broker_options("rediss://host/0")["socket_timeout"] == ANSWER_SECONDS
    assert broker_options("amqp://host//") == {}
    assert broker_options("memory://localhost/").keys() == {"polling_interval"}
