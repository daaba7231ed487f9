"""The filters of the pages: whatever the address says is checked before it is looked up."""

from collections.abc import Sequence
from typing import Any

from django import forms

from experiments.listing import ORDERS, STATUSES
from experiments.models import Run, Task
from experiments.states import WorkState
from leaderboards.presenters.outcomes import FILTERS
from leaderboards.presenters.styles import STYLES
from leaderboards.presenters.task_matrix import SHOWS
from providers.codes import ErrorCode

Choices = list[tuple[str, str]]
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AttemptFilter(forms.Form):
    arm = forms.ChoiceField(required=False, label="Arm")
    task = forms.CharField(required=False, label="Task", max_length=200, strip=False)
    state = forms.ChoiceField(required=False, label="State")
    error_code = forms.ChoiceField(required=False, label="Error")

    def __init__(self, *args: Any, run: Run, arms: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.run = run
        _offer(self.fields["arm"], [("", "All arms"), *((key, key) for key in arms)])
        _offer(self.fields["state"], [("", "All states"), *WorkState.choices])
        codes = [(code.value, code.value) for code in ErrorCode]
        _offer(self.fields["error_code"], [("", "All errors"), *codes])

    def clean_task(self) -> str:
        key: str = self.cleaned_data["task"]
        if key and not Task.objects.filter(task_set=self.run.task_set_id, key=key).exists():
            raise forms.ValidationError("The task set has no task with this key.")
        return key


class ExperimentFilter(forms.Form):
    """Which experiments of an organisation are listed. Dates and status are the last run's."""

    q = forms.CharField(required=False, label="Name", max_length=200)
    status = forms.ChoiceField(required=False, label="Last run", choices=[("", "Any"), *STATUSES])
    owner = forms.ChoiceField(required=False, label="Owner")
    since = forms.DateField(required=False, label="Run since", widget=DATE)
    until = forms.DateField(required=False, label="Run until", widget=DATE)
    sort = forms.ChoiceField(
        required=False, choices=[("", ""), *((order, order) for order in ORDERS)]
    )
    filters = ("q", "status", "owner", "since", "until")

    def __init__(self, *args: Any, owners: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["owner"], [("", "Anybody"), *owners])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "This is before the first day.")
        return cleaned


class PairChoice(forms.Form):
    """Two different arms of a run and a board. What is left out is chosen for the reader."""

    a = forms.ChoiceField(label="Arm A")
    b = forms.ChoiceField(label="Arm B")
    board = forms.ChoiceField(label="Board", choices=[(s.name, s.title) for s in STYLES.values()])
    outcome = forms.ChoiceField(
        required=False, choices=[("", "All"), *((word, word) for word in FILTERS)]
    )

    def __init__(self, *args: Any, arms: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("a", "b"):
            _offer(self.fields[name], [(key, key) for key in arms])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("a") and cleaned.get("a") == cleaned.get("b"):
            self.add_error("b", "Choose two different arms.")
        return cleaned


class SideChoice(PairChoice):
    """A pair and one of its tasks. `board` and `outcome` are where the reader comes from."""

    task = forms.CharField(max_length=200, strip=False)
    repeat = forms.IntegerField(required=False, min_value=1, max_value=32_767)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["board"].required = False

    def clean_board(self) -> str:
        return self.cleaned_data["board"] or "quality"

    def clean_repeat(self) -> int:
        return self.cleaned_data["repeat"] or 1


class BoardChoice(forms.Form):
    board = forms.ChoiceField(choices=[(s.name, s.title) for s in STYLES.values()])


class TaskChoice(BoardChoice):
    """A board, and which tasks of it."""

    show = forms.ChoiceField(required=False, choices=list(SHOWS.items()))


class LabelForm(forms.Form):
    """What somebody thinks of one patch."""

    attempt = forms.UUIDField(widget=forms.HiddenInput)
    quality = forms.FloatField(
        required=False,
        min_value=0,
        max_value=1,
        label="Quality",
        help_text="From 0 to 1: 1 is a patch that you would merge as it is.",
        widget=forms.NumberInput(attrs={"step": "0.05"}),
    )
    accept = forms.TypedChoiceField(
        required=False,
        label="Would you accept it?",
        choices=[("", "I do not say"), ("yes", "Yes"), ("no", "No")],
        coerce=lambda word: word == "yes",
        empty_value=None,
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and said["quality"] is None and said["accept"] is None:
            raise forms.ValidationError("Say how good it is, whether you would accept it, or both.")
        return said


def _offer(field: forms.Field, choices: Choices) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
