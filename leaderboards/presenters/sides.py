"""Two arms' attempts at one task, next to each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from evaluation.queries import Score
from experiments.models import Attempt, Validation
from leaderboards.presenters import figures
from leaderboards.presenters.attempts import AttemptRow, AttemptView, attempt_row, attempt_view


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    row: AttemptRow
    score: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """`view` is of the repeat that was asked for; None where the arm has none."""

    arm: str
    repeats: tuple[Repeat, ...]
    view: AttemptView | None

    @property
    def rows(self) -> tuple[AttemptRow, ...]:
        return tuple(repeat.row for repeat in self.repeats)


def sides_of(
    arms: Sequence[str],
    *,
    rows: Sequence[Attempt],
    chosen: Mapping[str, Attempt],
    validations: Mapping[UUID, Validation],
    scores: Mapping[UUID, Score],
) -> list[Side]:
    """`rows` are all repeats; `chosen` goes by arm and comes with artifact and validations."""
    return [
        Side(
            arm=arm,
            repeats=tuple(
                _repeat(row, validation=validations.get(row.pk), score=scores.get(row.pk))
                for row in rows
                if row.arm.key == arm
            ),
            view=_view(chosen.get(arm), number, validations=validations, scores=scores),
        )
        for number, arm in enumerate(arms)
    ]


def _repeat(attempt: Attempt, *, validation: Validation | None, score: Score | None) -> Repeat:
    quality = score.quality if score else None
    return Repeat(
        row=attempt_row(attempt, validation=validation),
        score=figures.written(quality, figures.score),
    )


def _view(
    attempt: Attempt | None,
    number: int,
    *,
    validations: Mapping[UUID, Validation],
    scores: Mapping[UUID, Score],
) -> AttemptView | None:
    """The anchors of its files are told apart from the other side's."""
    if attempt is None:
        return None
    view = attempt_view(
        attempt, validation=validations.get(attempt.pk), calls=(), score=scores.get(attempt.pk)
    )
    if view.diff is None:
        return view
    files = tuple(replace(file, anchor=f"{'ab'[number]}-{file.anchor}") for file in view.diff.files)
    return replace(view, diff=replace(view.diff, files=files))
