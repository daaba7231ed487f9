"""Reading tasks.jsonl: one task a line, every fault told with its line and field. Pure."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from experiments.artifacts import AnswerSpec
from experiments.artifacts.paths import parent_that_is_a_file, safe_path
from experiments.checks import MatchesReference, Tests, parse_checks
from organizations.digests import digest
from organizations.errors import Invalid
from organizations.strict import each_key_once
from providers.validation import problems
from providers.values import unstorable

MAX_FAULTS = 20
MAX_TASKS_BYTES = 16 * 1024 * 1024  # of a file that is sent; a file on disk has no bound
Key = Annotated[str, Field(min_length=1, max_length=200)]


class TaskLine(BaseModel):
    """One line of the file, checked."""

    # Defaults are read like what is written, so that both have the same digest.
    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)

    key: Key
    prompt: Annotated[str, Field(min_length=1)]
    files: dict[str, str] = {}
    reference_patch: str | None = None
    validation: Any = None
    answer: dict[str, Any] | None = None
    metadata: dict[str, Any] = {}

    @field_validator("key")
    @classmethod
    def _printable(cls, key: str) -> str:
        if not key.isprintable():
            raise ValueError("1 to 200 printable characters are expected")
        return key

    @field_validator("files", "metadata", mode="before")
    @classmethod
    def _null_is_none_of_them(cls, value: Any) -> Any:
        return {} if value is None else value

    @field_validator("files")
    @classmethod
    def _safe_paths(cls, files: dict[str, str]) -> dict[str, str]:
        named = {safe_path(path): text for path, text in files.items()}
        if len(named) != len(files):
            raise ValueError("two of the paths name the same file")
        return named

    @field_validator("answer")
    @classmethod
    def _known_answer(cls, answer: dict[str, Any] | None) -> dict[str, Any]:
        AnswerSpec.parse(answer)
        return answer or {"kind": "patch"}

    @field_validator("validation")
    @classmethod
    def _known_checks(cls, checks: Any) -> list[dict[str, Any]]:
        if checks is None:
            return []
        listed = checks if isinstance(checks, list) else [checks]
        parse_checks(listed)
        return listed

    @model_validator(mode="after")
    def _can_be_scored(self) -> "TaskLine":
        checks = parse_checks(self.validation or [])
        compares = any(isinstance(check, MatchesReference) for check in checks)
        if compares and not self.reference_patch:
            raise ValueError("the check matches_reference needs a reference_patch")
        tests = [path for check in checks if isinstance(check, Tests) for path in check.files]
        answer = AnswerSpec.parse(self.answer).path
        if found := parent_that_is_a_file({*self.files, *tests, *([answer] if answer else [])}):
            raise ValueError(f"{found!r} is both a file and a folder")
        return self


def read_tasks(path: Path) -> list[TaskLine]:
    """Raises Invalid where the file is missing, not UTF-8, empty or has a bad line."""
    if path.exists() and not path.is_file():
        raise Invalid("tasks_unreadable", f"{path}: a file is expected")
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as fault:
        raise Invalid("tasks_unreadable", f"{path}: {fault.strerror}") from fault
    except UnicodeDecodeError as fault:
        raise Invalid("tasks_invalid", f"{path}: not UTF-8 at byte {fault.start}") from fault
    return parse_tasks(text.split("\n"), place=str(path))


def parse_tasks(lines: Iterable[str], *, place: str) -> list[TaskLine]:
    """Raises Invalid that lists every bad line as `file:line: task.field: what is expected`."""
    found = _Found()
    for number, line in enumerate(lines, start=1):
        if line.strip():
            _read_line(line, found=found, where=f"{place}:{number}")
    return found.all(place=place)


def check_tasks(values: Iterable[Any], *, place: str) -> list[TaskLine]:
    """Tasks that were read already. Raises Invalid that lists every fault with its place."""
    found = _Found()
    for index, value in enumerate(values):
        found.take(value, place=f"{place}.{index}", at=f"{place}.{index}.")
    return found.all(place=place)


def tasks_digest(tasks: Iterable[TaskLine]) -> str:
    """Over all that defines the tasks, in the order of their keys."""
    return digest([task.model_dump() for task in sorted(tasks, key=lambda task: task.key)])


@dataclass(frozen=True, slots=True)
class _Found:
    """The good tasks by key, and what is wrong with the others."""

    tasks: dict[str, TaskLine] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def take(self, value: Any, *, place: str, at: str) -> None:
        """`place` is where the task stands, `at` what the key of a second one is told with."""
        try:
            unfit = list(unstorable(value, place=place))
            task = None if unfit else TaskLine.model_validate(value)
        except ValidationError as fault:
            self.faults.extend(problems(fault, place=place))
            return
        except RecursionError:
            self.faults.append(f"{place}: nested too deeply")
            return
        self.faults.extend(unfit)
        if task and task.key in self.tasks:
            self.faults.append(f"{at}key: {task.key!r} stands in an earlier task too")
        elif task:
            self.tasks[task.key] = task

    def all(self, *, place: str) -> list[TaskLine]:
        """Raises Invalid where there is a fault, or no task at all."""
        faults = self.faults
        if not self.tasks and not faults:
            faults = [f"{place}: at least one task is expected"]
        if faults:
            more = len(faults) - MAX_FAULTS
            shown = faults[:MAX_FAULTS] + ([f"… and {more} more"] if more > 0 else [])
            raise Invalid("tasks_invalid", "\n".join(shown))
        return list(self.tasks.values())


def _read_line(line: str, *, found: _Found, where: str) -> None:
    try:
        value = json.loads(line, object_pairs_hook=each_key_once)
    except (ValueError, RecursionError) as fault:
        found.faults.append(f"{where}: not JSON: {fault}")
    else:
        found.take(value, place=f"{where}: task", at=f"{where}: ")
