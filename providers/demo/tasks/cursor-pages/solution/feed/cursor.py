"""Opaque cursors: where the previous page ended."""

import base64
import re


class BadCursor(ValueError):
    pass


def position(entry):
    """What the feed is ordered by."""
    return entry["created"], entry["id"]


def encode(entry):
    created, number = position(entry)
    return base64.urlsafe_b64encode(f"{created}:{number}".encode()).decode()


def decode(cursor):
    """The position in `cursor`. Raises BadCursor."""
    try:
        text = base64.urlsafe_b64decode(cursor).decode()
    except ValueError as error:
        raise BadCursor("unreadable cursor") from error
    if not re.fullmatch(r"-?\d+:-?\d+", text):
        raise BadCursor("unreadable cursor")
    created, number = text.split(":")
    return int(created), int(number)
