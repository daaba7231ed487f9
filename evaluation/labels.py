"""What people think of patches: one at a time in the blind view, or many from elsewhere."""

import csv
import hashlib
from collections.abc import Iterator, Sequence
from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from evaluation.models import HumanLabel
from evaluation.queries import judgeable
from experiments.models import Attempt, Run
from experiments.states import WorkState
from organizations.errors import DomainError, Invalid
from organizations.models import User
from providers.validation import MAX_FAULTS, problems

COLUMNS = ("attempt", "quality", "accept")
YES_OR_NO = {
    "": None,
    "yes": True,
    "true": True,
    "1": True,
    "no": False,
    "false": False,
    "0": False,
}
MAX_LABELS = 10_000


class Label(BaseModel):
    """`quality` 0…1, `accept` yes or no, or both."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    attempt: UUID
    quality: Annotated[float | None, Field(ge=0, le=1, strict=True, allow_inf_nan=False)] = None
    accept: Annotated[bool | None, Field(strict=True)] = None

    @model_validator(mode="after")
    def _says_something(self) -> "Label":
        if self.quality is None and self.accept is None:
            raise ValueError("quality, accept or both are expected")
        return self


class LabelsBody(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Annotated[str, Field(max_length=100)] = ""
    labels: Annotated[list[Label], Field(min_length=1, max_length=MAX_LABELS)]


class LabelledOtherwise(DomainError):
    def __init__(self, number: int) -> None:
        super().__init__(
            "label_posted",
            f"label {number}: you have said something else of this attempt already, under the same"
            " source. Nothing was stored.",
        )


def post_labels(run: Run, labels: Sequence[Label], *, source: str, actor: User) -> int:
    """All or none; how many are new. The same again changes nothing.

    Raises Invalid with a line for each bad one, LabelledOtherwise.
    """
    _check(run, labels)
    with transaction.atomic():
        # Two posts of the same labels at once: the second waits, and finds them stored.
        Run.objects.select_for_update(no_key=True).get(pk=run.pk)
        known = _known(run, source=source, actor=actor)
        new = []
        for number, label in enumerate(labels, start=1):
            said = (label.quality, label.accept)
            if known.get(label.attempt, said) != said:
                raise LabelledOtherwise(number)
            if label.attempt not in known:
                new.append(_row(label, source=source, actor=actor))
        HumanLabel.objects.bulk_create(new, batch_size=1_000)
    return len(new)


def labels_in_csv(text: str) -> list[Label]:
    """Of a table with the columns attempt, quality, accept. Raises Invalid, each bad line named."""
    rows = csv.DictReader(text.removeprefix("\ufeff").splitlines(), strict=True)
    try:
        found, faults = _read(rows)
    except csv.Error as fault:
        raise Invalid("labels_invalid", f"after line {rows.line_num}: {fault}") from None
    if faults or not found:
        raise Invalid("labels_invalid", "\n".join(faults) or "line 2: a label is expected")
    return found


def next_to_label(run: Run, *, analyst: User) -> Attempt | None:
    """A patch of the run that the analyst has not labelled, in an order that is his own and tells
    nothing of arms: by a digest."""
    done = HumanLabel.objects.filter(analyst=analyst, source="").values("attempt_id")
    waiting = judgeable(run).exclude(attempt_id__in=done).values_list("attempt_id", flat=True)
    chosen = min(waiting, key=lambda pk: _place(pk, analyst), default=None)
    rows = Attempt.objects.select_related("task", "artifact")
    return None if chosen is None else rows.get(pk=chosen)


def labelled_by(run: Run, *, analyst: User) -> int:
    return HumanLabel.objects.filter(attempt__run=run, analyst=analyst, source="").count()


def _read(rows: "csv.DictReader[str]") -> tuple[list[Label], list[str]]:
    """The labels and what is wrong with lines, of either no more than anybody reads."""
    names = rows.fieldnames or ()
    if "attempt" not in names or set(names) - set(COLUMNS):
        raise Invalid("labels_invalid", f"line 1: the columns {', '.join(COLUMNS)} are expected")
    found: list[Label] = []
    faults: list[str] = []
    for row in rows:
        try:
            found.append(Label.model_validate(_as_json(row)))
        except ValidationError as fault:
            faults += problems(fault, place=f"line {rows.line_num}")
        if len(faults) >= MAX_FAULTS or len(found) > MAX_LABELS:
            break
    return found, faults


def _check(run: Run, labels: Sequence[Label]) -> None:
    asked = [label.attempt for label in labels]
    there = set(
        Attempt.objects.filter(run=run, pk__in=asked, state=WorkState.SUCCEEDED).values_list(
            "pk", flat=True
        )
    )
    faults = list(_faults(asked, there=there))
    if faults:
        raise Invalid("labels_invalid", "\n".join(faults[:MAX_FAULTS]))


def _faults(asked: Sequence[UUID], *, there: set[UUID]) -> Iterator[str]:
    seen: set[UUID] = set()
    for number, attempt_id in enumerate(asked, start=1):
        if attempt_id not in there:
            yield f"label {number}: no succeeded attempt of this run"
        if attempt_id in seen:
            yield f"label {number}: this attempt stands twice"
        seen.add(attempt_id)


def _known(run: Run, *, source: str, actor: User) -> dict[UUID, tuple[float | None, bool | None]]:
    rows = HumanLabel.objects.filter(attempt__run=run, analyst=actor, source=source)
    return {
        pk: (quality, accept)
        for pk, quality, accept in rows.values_list("attempt_id", "quality", "accept")
    }


def _row(label: Label, *, source: str, actor: User) -> HumanLabel:
    return HumanLabel(
        attempt_id=label.attempt,
        analyst=actor,
        source=source,
        quality=label.quality,
        accept=label.accept,
    )


def _as_json(row: dict[Any, Any]) -> dict[str, Any]:
    """Cells as the values they spell; what spells none is left for the check to refuse."""
    cells = {str(name): (text or "").strip() for name, text in row.items() if name is not None}
    said: dict[str, Any] = {"attempt": cells["attempt"]}
    if None in row:
        said["more"] = row[None]
    quality, accept = cells.get("quality", ""), cells.get("accept", "").lower()
    said["quality"] = _number(quality) if quality else None
    said["accept"] = YES_OR_NO.get(accept, accept)
    return said


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _place(attempt_id: UUID, analyst: User) -> bytes:
    return hashlib.sha256(f"{analyst.pk} {attempt_id}".encode()).digest()
