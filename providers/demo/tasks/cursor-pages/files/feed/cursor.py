"""Opaque cursors: where the previous page ended."""

import base64


class BadCursor(ValueError):
    pass


def encode(entry):
    return base64.urlsafe_b64encode(str(entry["created"]).encode()).decode()


def decode(cursor):
    return int(base64.urlsafe_b64decode(cursor))
