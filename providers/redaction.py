"""Removing credentials from text, whatever brought them there: a last line, not the first.

Every value that was resolved in this process is searched for as it is, in base64 (at any offset,
as in an Authorization header), URL-encoded and JSON-escaped, and also where only its beginning is
left: eight characters or more. Pure: logging is set up with it before Django is.
"""

import json
import logging
import re
import threading
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from traceback import format_exception
from urllib.parse import quote, quote_plus

REDACTED = "[redacted]"
SHORTEST = 8  # "none", "EMPTY" and the like stand for no key, and are words of any text
REMEMBERED = 1_000
MANY = 100  # occurrences; whoever writes more of them wants to keep us busy
# What a vendor puts before every key says nothing of any of them.
_PUBLIC = ("sk-ant-api03-", "sk-ant-admin01-", "sk-svcacct-", "sk-or-v1-", "sk-proj-", "Bearer ")
_BEYOND_PUBLIC = 4
_URL_SAFE = str.maketrans("+/", "-_")

_known: dict[str, None] = {}
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Form:
    """A spelling of a credential, and how much of its beginning gives it away."""

    text: str
    least: int


class Spellings:
    """All forms of one credential. Several may begin alike: the one that goes furthest counts."""

    def __init__(self, forms: tuple[Form, ...] = ()) -> None:
        self.forms = forms
        self.starts = tuple(dict.fromkeys(form.text[: form.least] for form in forms))
        self.pattern = re.compile("|".join(map(re.escape, self.starts)))


def remember(value: str) -> None:
    """From now on the value is removed from logs; of very many, the oldest is forgotten."""
    if len(value) < SHORTEST or value in _known:
        return
    with _lock:
        _known[value] = None
        while len(_known) > REMEMBERED:
            del _known[next(iter(_known))]


def redact_known(text: str) -> str:
    """Without any credential that this process has resolved."""
    for value in tuple(_known):
        text = redact(text, value)
    return text


def redact(text: str, value: str) -> str:
    """Without this credential; nothing is left of a text that is full of it."""
    spellings = _spellings(value)
    if not any(start in text for start in spellings.starts):
        return text
    pieces = list(islice(_without(text, spellings), 2 * MANY + 1))
    return "".join(pieces) if len(pieces) <= 2 * MANY else REDACTED


@lru_cache(maxsize=REMEMBERED)
def _spellings(value: str) -> Spellings:
    if len(value) < SHORTEST:
        return Spellings()
    least = _least(value)
    forms = {value: least}
    for spell in (_quoted, _lower_quoted, quote_plus, _json, _slashes):
        forms.setdefault(spell(value), len(spell(value[:least])))
    for spelled, shortest in _base64(value, least):
        forms.setdefault(spelled, shortest)
    return Spellings(tuple(Form(spelled, shortest) for spelled, shortest in forms.items()))


def _least(value: str) -> int:
    public = next((start for start in _PUBLIC if value.startswith(start)), "")
    return min(len(value), max(SHORTEST, len(public) + _BEYOND_PUBLIC if public else 0))


def _base64(value: str, least: int) -> Iterator[tuple[str, int]]:
    """Three bytes are four characters: what stands before shifts the rest, and the characters at
    both ends also depend on what stands beside them."""
    for shift in range(3):
        core = _core(value, shift)
        shortest = len(_core(value[:least], shift))
        yield core, shortest
        yield core.translate(_URL_SAFE), shortest


def _core(value: str, shift: int) -> str:
    raw = b"\0" * shift + value.encode()
    first, end = -(-shift * 8 // 6), len(raw) * 8 // 6
    return b64encode(raw).decode()[first:end]


def _json(value: str) -> str:
    return json.dumps(value)[1:-1]


def _slashes(value: str) -> str:
    return _json(value).replace("/", "\\/")


def _quoted(value: str) -> str:
    return quote(value, safe="")


def _lower_quoted(value: str) -> str:
    return re.sub("%..", lambda found: found[0].lower(), _quoted(value))


def _without(text: str, spellings: Spellings) -> Iterator[str]:
    end = 0
    while found := spellings.pattern.search(text, end):
        yield text[end : found.start()]
        yield REDACTED
        end = found.start() + max(_common(text, found.start(), form) for form in spellings.forms)
    yield text[end:]


def _common(text: str, start: int, form: Form) -> int:
    """How many characters of the form stand there; 0 where they are too few to count."""
    if text.startswith(form.text, start):
        return len(form.text)
    pairs = zip(text[start : start + len(form.text)], form.text, strict=False)
    same = next((n for n, (a, b) in enumerate(pairs) if a != b), len(text) - start)
    return same if same >= form.least else 0


class RedactingFilter(logging.Filter):
    """For a handler: what it writes, texts of exceptions included, has no known credential."""

    def filter(self, record: logging.LogRecord) -> bool:
        if _known:
            _clean_message(record)
            _clean_traceback(record)
        return True


def _clean_message(record: logging.LogRecord) -> None:
    try:
        message = record.getMessage()
    except Exception:  # whatever an argument's __str__ raises; the default would print them all
        message = f"A message that cannot be formatted: {type(record.msg).__name__}"
        record.msg, record.args = message, ()
    if (safe := redact_known(message)) != message:
        record.msg, record.args = safe, ()


def _clean_traceback(record: logging.LogRecord) -> None:
    """Formatters take `exc_text` where it is there."""
    if record.exc_info and record.exc_info[1]:
        record.exc_text = "".join(format_exception(record.exc_info[1])).rstrip()
    if record.exc_text:
        record.exc_text = redact_known(record.exc_text)
    if record.stack_info:
        record.stack_info = redact_known(record.stack_info)
