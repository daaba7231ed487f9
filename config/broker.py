"""How long the broker is waited for. Pure: the settings are made with it."""

from typing import Any

ANSWER_SECONDS = 5.0  # more than the second for which a worker asks Redis for a message
MEMORY_POLL_SECONDS = 0.1  # its own default is a second


def broker_options(url: str) -> dict[str, Any]:
    """kombu's transport options. Hints may be lost, so nothing is tried again; and by default it
    waits for ever for a Redis that is there and does not answer."""
    transport, _, _ = url.partition("://")
    if transport == "memory":
        return {"polling_interval": MEMORY_POLL_SECONDS}
    if transport in ("redis", "rediss"):
        return {
            "socket_timeout": ANSWER_SECONDS,
            "socket_connect_timeout": ANSWER_SECONDS,
            "max_retries": 0,
        }
    return {}
