"""The checks that a task may ask for, read strictly from its `validation`. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from experiments.artifacts.paths import UnsafePath, safe_path

DEFAULT_TIMEOUT_SECONDS = 30.0
MAX_TIMEOUT_SECONDS = 600.0


class CheckKind(StrEnum):
    APPLIES = "applies"
    MATCHES_REFERENCE = "matches_reference"
    TESTS = "tests"
    EXTERNAL = "external"


class CheckStatus(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    NOT_RUN = "not_run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Applies:
    """The answer is a change, and it applies."""

    kind: CheckKind = CheckKind.APPLIES


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchesReference:
    """The files are those that the task's reference patch leads to."""

    kind: CheckKind = CheckKind.MATCHES_REFERENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Tests:
    """A command exits 0 in a sandbox that holds the changed files and `files` over them."""

    __test__ = False  # for pytest: not a class of tests

    command: tuple[str, ...]
    files: Mapping[str, str] = field(default_factory=dict)
    timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS
    kind: CheckKind = CheckKind.TESTS


@dataclass(frozen=True, slots=True, kw_only=True)
class External:
    """A result that someone posts later."""

    kind: CheckKind = CheckKind.EXTERNAL


Check = Applies | MatchesReference | Tests | External


def parse_checks(raw: Any) -> tuple[Check, ...]:
    """Read a task's `validation`: one check, a list of checks, or None for none.

    Raises ValueError with the place of the first fault (`validation[1].command: …`)."""
    if raw is None:
        return ()
    if isinstance(raw, list):
        return tuple(_check(item, f"validation[{number}]") for number, item in enumerate(raw))
    return (_check(raw, "validation"),)


def _check(raw: Any, place: str) -> Check:
    if not isinstance(raw, Mapping):
        raise ValueError(f"{place}: an object with a `kind` is expected")
    kind = raw.get("kind")
    if kind not in list(CheckKind):
        raise ValueError(f"{place}.kind: one of {', '.join(CheckKind)} is expected")
    make, keys = _KINDS[CheckKind(kind)]
    for key in raw:
        if key not in keys | {"kind"}:
            raise ValueError(f"{place}.{key}: unknown key")
    return make(raw, place)


def _tests(raw: Mapping[str, Any], place: str) -> Tests:
    return Tests(
        command=_command(raw.get("command"), f"{place}.command"),
        files=_files(raw.get("files"), f"{place}.files"),
        timeout_seconds=_timeout(raw.get("timeout_seconds"), f"{place}.timeout_seconds"),
    )


def _command(raw: Any, place: str) -> tuple[str, ...]:
    if not isinstance(raw, list) or not raw or not all(isinstance(word, str) for word in raw):
        raise ValueError(f"{place}: a list of strings, the program first, is expected")
    if not raw[0] or any("\x00" in word for word in raw):
        raise ValueError(f"{place}: the program is empty or a word holds a NUL")
    return tuple(raw)


def _files(raw: Any, place: str) -> dict[str, str]:
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        raise ValueError(f"{place}: an object of path and text is expected")
    return {_path(path, place): _text(text, f"{place}[{path!r}]") for path, text in raw.items()}


def _path(path: Any, place: str) -> str:
    try:
        return safe_path(path if isinstance(path, str) else "")
    except UnsafePath as error:
        raise ValueError(f"{place}: {error}") from None


def _text(text: Any, place: str) -> str:
    if not isinstance(text, str):
        raise ValueError(f"{place}: text is expected")
    return text


def _timeout(raw: Any, place: str) -> float:
    if raw is None:
        return DEFAULT_TIMEOUT_SECONDS
    is_number = isinstance(raw, int | float) and not isinstance(raw, bool)
    if not is_number or not 0 < raw <= MAX_TIMEOUT_SECONDS:
        raise ValueError(
            f"{place}: seconds, more than 0 and at most {MAX_TIMEOUT_SECONDS:g}, are expected"
        )
    return float(raw)


_KINDS: dict[CheckKind, tuple[Callable[[Mapping[str, Any], str], Check], frozenset[str]]] = {
    CheckKind.APPLIES: (lambda raw, place: Applies(), frozenset()),
    CheckKind.MATCHES_REFERENCE: (lambda raw, place: MatchesReference(), frozenset()),
    CheckKind.TESTS: (_tests, frozenset({"command", "files", "timeout_seconds"})),
    CheckKind.EXTERNAL: (lambda raw, place: External(), frozenset()),
}
