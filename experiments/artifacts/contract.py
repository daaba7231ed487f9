"""What goes into and comes out of `normalise`. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from experiments.artifacts.paths import safe_path


class AnswerKind(StrEnum):
    PATCH = "patch"
    FILE = "file"
    APPEND = "append"


class ArtifactFormat(StrEnum):
    UNIFIED = "unified"
    SEARCH_REPLACE = "search_replace"
    WHOLE_FILE = "whole_file"
    NONE = "none"


class Change(StrEnum):
    ADDED = "added"
    MODIFIED = "modified"
    DELETED = "deleted"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSpec:
    """What a task asks for. `path` is set for `file` and `append`, None for `patch`."""

    kind: AnswerKind = AnswerKind.PATCH
    path: str | None = None

    @classmethod
    def parse(cls, raw: Any) -> "AnswerSpec":
        """Read a task's `answer` (None means a patch). Raises ValueError with the place."""
        if raw is None:
            return cls()
        if not isinstance(raw, Mapping) or not set(raw) <= {"kind", "path"}:
            raise ValueError("answer: an object with `kind` and `path` is expected")
        kind = raw.get("kind")
        if kind not in list(AnswerKind):
            raise ValueError("answer.kind: one of patch, file, append is expected")
        return cls(kind=AnswerKind(kind), path=_answer_path(raw, AnswerKind(kind)))


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """One changed file. `old_path` differs from `path` for a renamed file only and is None for an
    added one; `added` and `removed` count lines."""

    path: str
    old_path: str | None
    change: Change
    added: int
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """A model's answer as a change.

    `diff` is git's own, '' where there is none, and `diff_sha256` the hex SHA-256 of its UTF-8.
    `applies` is None where nothing was proposed. `tree` is the base with the change applied, or
    the base alone where nothing applied.
    """

    format: ArtifactFormat
    diff: str = ""
    diff_sha256: str | None = None
    files: tuple[FileChange, ...] = ()
    applies: bool | None = None
    apply_method: str | None = None
    warnings: tuple[str, ...] = ()
    tree: Mapping[str, str] = field(default_factory=dict)


def _answer_path(raw: Mapping[str, Any], kind: AnswerKind) -> str | None:
    path = raw.get("path")
    if kind is AnswerKind.PATCH:
        if path is not None:
            raise ValueError("answer.path: a patch names its own files")
        return None
    if not isinstance(path, str):
        raise ValueError(f"answer.path: the path of the {kind} is expected")
    try:
        return safe_path(path)
    except ValueError as error:
        raise ValueError(f"answer.path: {error}") from None
