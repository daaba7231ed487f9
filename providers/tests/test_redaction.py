"""Credentials are taken out of text and logs, in every spelling in which servers repeat them."""

import json
import logging
from base64 import b64encode, urlsafe_b64encode
from io import StringIO
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers import redaction
from providers.redaction import (
    REDACTED,
    SHORTEST,
    RedactingFilter,
    redact,
    redact_known,
    remember,
)

KEY = 'canary-0/1+2=3&4 "5>6?7~89'
KEYS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=60)
SPELLINGS = {
    "as it is": str,
    "base64": lambda key: b64encode(key.encode()).decode(),
    "base64 for URLs": lambda key: urlsafe_b64encode(key.encode()).decode(),
    "base64 behind one byte": lambda key: b64encode(b":" + key.encode()).decode()[2:],
    "base64 in a header": lambda key: b64encode(f"Authorization: {key}".encode()).decode(),
    "URL-encoded": lambda key: quote(key, safe=""),
    "URL-encoded in small letters": lambda key: quote(key, safe="").replace("%2F", "%2f"),
    "in a form": quote_plus,
    "in JSON": lambda key: json.dumps(key)[1:-1],
    "cut": lambda key: key[:8],
    "cut later": lambda key: key[:-1],
    "base64, cut": lambda key: b64encode(key.encode()).decode()[:12],
}


@pytest.fixture(autouse=True)
def known(monkeypatch):
    """What is remembered here is forgotten afterwards."""
    monkeypatch.setattr(redaction, "_known", {})


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_is_taken_out_and_the_rest_stays(spelling):
    spelled = SPELLINGS[spelling](KEY)
    found = redact(f"before<{spelled}>between<{spelled}>after", KEY)
    assert spelled not in found
    assert found.startswith("before<")
    assert ">between<" in found
    assert found.endswith(">after")
    assert REDACTED in found


@given(key=KEYS, before=st.binary(max_size=5), after=st.text(max_size=5))
def test_no_key_is_left_wherever_it_stands(key, before, after):
    encoded = b64encode(before + key.encode() + after.encode("utf-8", "replace")).decode()
    text = f"{encoded} {key}{after} {quote(key, safe='')} {json.dumps(key)}"
    found = redact(text, key).replace(REDACTED, " ")
    for spelling in (key, quote(key, safe=""), b64encode(key.encode()).decode(), key[:12]):
        assert spelling not in found


@pytest.mark.parametrize("key", ["", "EMPTY", "none", "ollama", "1234567"])
def test_what_is_shorter_than_a_key_is_a_word_of_any_text(key):
    assert redact("EMPTY none ollama 1234567", key) == "EMPTY none ollama 1234567"


def test_what_a_vendor_puts_before_every_key_gives_none_of_them_away():
    key = "sk-proj-AbCdEfGh0123"
    code = 'if key.startswith("sk-proj-"):'
    assert redact(code, key) == code
    assert redact("it was sk-proj-AbCd…", key) == f"it was {REDACTED}…"


@given(text=st.text(max_size=300), key=KEYS)
def test_text_without_the_key_stays_as_it_is(text, key):
    if key[:SHORTEST] not in text:
        assert redact(text, key) == text


def test_text_full_of_the_key_is_given_up_instead_of_being_searched_for_long():
    almost = KEY[:7] * 150_000
    assert redact(almost, KEY) == almost
    assert redact(f"<{KEY}>" * 90, KEY) == f"<{REDACTED}>" * 90
    assert redact(f"<{KEY}>" * 100_000, KEY) == REDACTED


@pytest.fixture
def log():
    """A logger like the one of the settings, and what it wrote."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(RedactingFilter())
    logger = logging.getLogger("providers.tests.redaction")
    logger.addHandler(handler)
    logger.propagate = False
    yield logger, stream
    logger.removeHandler(handler)


def test_logs_have_no_known_key_in_message_arguments_or_exception(log):
    logger, stream = log
    remember(KEY)
    logger.warning("said %s and %r, %d%%", f"Bearer {KEY}", {"key": KEY}, 5)
    try:
        try:
            raise ValueError(f"inner {b64encode(KEY.encode()).decode()}")
        except ValueError as fault:
            raise RuntimeError(f"outer {quote(KEY, safe='')} {KEY[:10]}") from fault
    except RuntimeError:
        logger.exception("it failed: %s", KEY)
    written = stream.getvalue()
    assert "inner [redacted]" in written
    assert "outer [redacted]" in written
    assert "5%" in written
    for spell in (str, repr, SPELLINGS["base64"], SPELLINGS["URL-encoded"], SPELLINGS["cut"]):
        assert spell(KEY) not in written


def test_a_message_that_cannot_be_formatted_gives_nothing_away(log, capsys):
    logger, stream = log
    remember(KEY)
    logger.warning("%d", KEY)
    assert "cannot be formatted" in stream.getvalue()
    assert KEY not in stream.getvalue() + capsys.readouterr().err


def test_other_lines_are_written_as_they_are(log):
    logger, stream = log
    remember(KEY)
    logger.warning("%s of %s", "one", {"a": 1})
    assert stream.getvalue() == "one of {'a': 1}\n"


def test_many_keys_are_remembered_and_the_oldest_forgotten_at_last():
    remember("first-of-them-all")
    for number in range(500):
        remember(f"key-number-{number:06}")
    assert redact_known("first-of-them-all") == REDACTED
    for number in range(2_000):
        remember(f"another-{number:06}-key")
    assert redact_known("first-of-them-all") == "first-of-them-all"
