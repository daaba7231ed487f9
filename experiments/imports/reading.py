"""Reading results.jsonl from a stream, strictly and in bounded memory. Pure.

Every bad line is told with its number. Good lines are kept in a temporary file, so that a pipe can
be read as well, and what is stored is what was checked even if the file changes meanwhile.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from typing import IO, Any, NoReturn

from pydantic import ValidationError

from experiments.imports.line import ResultLine, decimal_of
from experiments.spec import MOST_ARMS
from experiments.states import WorkState
from organizations.errors import Invalid
from organizations.strict import each_key_once
from providers.text import storable
from providers.validation import problems

MAX_LINE_BYTES = 16 * 1024 * 1024
MOST_UNSHARED = 500_000  # a summary names each of them four times, which makes 50 MB
MOST_LINES_TOLD = 1_000
MOST_FAULTS_A_LINE = 10
MOST_CHARACTERS_A_FAULT = 500  # a key that is not known is of any length
BOM = b"\xef\xbb\xbf"
FOLDED = 2**32


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmTold:
    provider: str
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What all lines together say. `attempts_digest` covers the attempts themselves, `digest` all
    that was said about them too; neither depends on the order of the lines."""

    arms: dict[str, ArmTold]
    tasks: tuple[str, ...]
    repeats: int
    attempts: int
    succeeded: int
    artifacts: int
    validations: int
    evaluations: int
    attempts_digest: str
    digest: str


def read_results(
    stream: IO[bytes], *, place: str, keep: IO[bytes], most_arms: int = MOST_ARMS
) -> Results:
    """Check every line and write the good ones to `keep`.

    Raises Invalid (results_invalid): `place:line: result.field: what is expected` for each fault.
    """
    found = _Found(most_arms=most_arms)
    for number, raw in _numbered(stream):
        where = f"{place}:{number}"
        faults: Iterable[str]
        try:
            faults = found.take(parse_line(raw), place="result")
        except ValidationError as fault:
            faults = islice(problems(fault, place="result"), MOST_FAULTS_A_LINE)
        except ValueError as fault:
            faults = [str(fault)]
        if not found.tell(f"{where}: {said}" for said in faults):
            keep.write(raw.strip() + b"\n")
    return found.all(place=place)


def check_results(
    values: Iterable[Any], *, place: str, keep: IO[bytes], most_arms: int = MOST_ARMS
) -> Results:
    """Like `read_results`, for what was parsed already: faults have the index of the value."""
    found = _Found(most_arms=most_arms)
    for index, value in enumerate(values):
        where = f"{place}.{index}"
        faults: Iterable[str]
        try:
            line = ResultLine.model_validate(value)
            faults = found.take(line, place=where)
        except ValidationError as fault:
            faults = islice(problems(fault, place=where), MOST_FAULTS_A_LINE)
        if not found.tell(faults):
            keep.write(line.model_dump_json(exclude_none=True).encode() + b"\n")
    return found.all(place=place)


def lines_of(kept: IO[bytes]) -> Iterator[ResultLine]:
    """The good lines again, from the beginning."""
    kept.seek(0)
    return map(parse_line, kept)


def parse_line(raw: bytes) -> ResultLine:
    """Raises ValueError where it is no JSON object of UTF-8, ValidationError where it is no result.

    Costs come as exact decimals: no number is made a binary one before it is looked at."""
    if len(raw.rstrip(b"\r\n")) > MAX_LINE_BYTES:
        raise ValueError(f"a line of at most {MAX_LINE_BYTES:,} bytes is expected")
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=each_key_once,
            parse_float=decimal_of,
            parse_constant=_no_number,
        )
    except UnicodeDecodeError as fault:
        raise ValueError(f"not UTF-8 at byte {fault.start} of the line") from None
    except RecursionError:
        raise ValueError("not JSON: nested too deeply") from None
    except json.JSONDecodeError as fault:
        raise ValueError(f"not JSON: {fault.msg} at character {fault.colno}") from None
    except ValueError as fault:
        raise ValueError(f"not JSON: {fault}") from None
    if not isinstance(value, dict):
        raise ValueError("a JSON object is expected")
    return ResultLine.model_validate(value)


@dataclass(slots=True)
class _Found:
    """What the good lines add up to, and what is wrong with the others."""

    most_arms: int
    arms: dict[str, ArmTold] = field(default_factory=dict)
    tasks: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    cells: set[int] = field(default_factory=set)
    repeats: int = 0
    succeeded: int = 0
    artifacts: int = 0
    validations: int = 0
    evaluations: int = 0
    attempts: list[bytes] = field(default_factory=list)
    lines: list[bytes] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    bad_lines: int = 0

    def take(self, line: ResultLine, *, place: str) -> Sequence[str]:
        """What is wrong with it beside the lines before it; where nothing is, it counts."""
        told = ArmTold(provider=line.provider, model=line.model)
        if self.arms.get(line.arm, told) != told:
            return [f"{place}.arm: it has another provider or model in an earlier line"]
        if line.arm not in self.arms and len(self.arms) >= self.most_arms:
            return [f"{place}.arm: at most {self.most_arms:,} arms are expected"]
        cell = self._cell(line)
        if cell in self.cells:
            return [f"{place}: its arm, task and repeat stand in an earlier line too"]
        self.cells.add(cell)
        self.arms[line.arm] = told
        self._count(line)
        return []

    def tell(self, faults: Iterable[str]) -> bool:
        """Whether there was a fault; all of a line's are told, of so many lines."""
        said = [storable(each)[:MOST_CHARACTERS_A_FAULT] for each in faults]
        self.bad_lines += bool(said)
        if self.bad_lines <= MOST_LINES_TOLD:
            self.faults += said
        return bool(said)

    def all(self, *, place: str) -> Results:
        if not self.lines and not self.bad_lines:
            self.tell([f"{place}: at least one result is expected"])
        if self._unshared() > MOST_UNSHARED:
            self.tell(
                [
                    f"{place}: at most {MOST_UNSHARED:,} tasks that only one arm of two has are"
                    f" expected, over all pairs of arms; these are {self._unshared():,}. Import"
                    " fewer arms at once, or those that have the same tasks"
                ]
            )
        if self.bad_lines:
            more = self.bad_lines - MOST_LINES_TOLD
            rest = [f"… and {more:,} more bad lines"] if more > 0 else []
            raise Invalid("results_invalid", "\n".join([*self.faults, *rest]))
        return Results(
            arms=dict(sorted(self.arms.items())),
            tasks=tuple(sorted(self.tasks)),
            repeats=self.repeats,
            attempts=len(self.lines),
            succeeded=self.succeeded,
            artifacts=self.artifacts,
            validations=self.validations,
            evaluations=self.evaluations,
            attempts_digest=_of_set(self.attempts),
            digest=_of_set(self.lines),
        )

    def _unshared(self) -> int:
        """Over all pairs of arms: the tasks that only one of them has."""
        cells = {cell // FOLDED for cell in self.cells}
        arms_of_tasks = Counter(cell % FOLDED for cell in cells).values()
        return sum(having * (len(self.arms) - having) for having in arms_of_tasks)

    def _cell(self, line: ResultLine) -> int:
        """One integer for arm, task and repeat."""
        arm = self.numbers.setdefault(line.arm, len(self.numbers))
        task = self.tasks.setdefault(line.task, len(self.tasks))
        return (arm * FOLDED + task) * FOLDED + line.repeat

    def _count(self, line: ResultLine) -> None:
        of_attempt, of_line = line.digests()
        self.attempts.append(of_attempt)
        self.lines.append(of_line)
        self.repeats = max(self.repeats, line.repeat)
        self.succeeded += line.state == WorkState.SUCCEEDED
        self.artifacts += line.proposed is not None
        self.validations += line.validation is not None
        self.evaluations += line.evaluation is not None


def _numbered(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Lines that are not empty, with their numbers; of one that is too long, its beginning."""
    number = 0
    while raw := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        rest = raw
        while len(rest) > MAX_LINE_BYTES and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_LINE_BYTES + 1)
        line = raw.removeprefix(BOM) if number == 1 else raw
        if line.strip():
            yield number, line


def _of_set(digests: list[bytes]) -> str:
    digests.sort()
    return f"sha256:{sha256(b''.join(digests)).hexdigest()}"


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")
