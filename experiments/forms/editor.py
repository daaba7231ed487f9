"""The form of an experiment as a whole: a draft, its fields, and whose fault is what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from rest_framework.exceptions import ValidationError

from experiments.definitions import NameTaken
from experiments.forms.choices import Choices, choices_of
from experiments.forms.drafts import MAX_ARMS, Draft, prefix
from experiments.forms.fields import ArmForm, ExperimentForm
from experiments.preflight import Refused
from experiments.spec import ExperimentBody
from experiments.work.stage import Problem
from organizations.errors import DomainError
from organizations.models import Organization
from providers.request_bodies import parse_body

NO_ARM = "At least one arm is needed, and two to compare."
TOO_MANY_ARMS = f"This form takes {MAX_ARMS} arms: more are changed over the API or with a spec."
NO_TASKS = "Choose a task set, or upload one."


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFault:
    """`anchor` is the id of the element to go to."""

    anchor: str
    label: str
    sentence: str


@dataclass(slots=True, kw_only=True)
class Editor:
    """`faults` are those that belong to no field."""

    draft: Draft
    choices: Choices
    form: ExperimentForm
    arms: list[ArmForm]
    faults: list[str] = field(default_factory=list)

    def body(self) -> ExperimentBody | None:
        """What is defined, where every field is right; else the faults stand at the fields."""
        valid = [form.is_valid() for form in (self.form, *self.arms)]
        if not self.draft.fields.get("task_set"):
            self.form.add_error("task_set", NO_TASKS)
        if not self.arms:
            self.faults.append(NO_ARM)
        elif len(self.arms) > MAX_ARMS:
            self.faults.append(TOO_MANY_ARMS)
        if not all(valid) or self.form.errors or self.faults:
            return None
        definition = self.form.definition() | {"arms": [arm.definition() for arm in self.arms]}
        try:
            return parse_body(ExperimentBody, definition)
        except ValidationError as fault:
            said: Any = fault.detail  # by field: that is what the check raises
            for place, sentences in said.items():
                self._tell(place, " ".join(sentences))
            return None

    def tell(self, refusal: DomainError) -> None:
        """Put a refusal where it can be mended."""
        if isinstance(refusal, Refused):
            self._tell_problems(refusal.problems)
        elif isinstance(refusal, NameTaken):
            self.form.add_error("name", refusal.message)
        elif refusal.code in ("task_set_unknown", "task_set_keys_only"):
            self.form.add_error("task_set", refusal.message)
        else:
            self.faults.append(refusal.message)

    @property
    def n_faults(self) -> int:
        return len(self.faults) + len(self.field_faults)

    @property
    def field_faults(self) -> list[FieldFault]:
        """In the order of the page."""
        found = list(_faults(self.form, where="", anchor="id_name"))
        for number, arm in enumerate(self.arms, start=1):
            found += _faults(arm, where=f"Arm {number}, ", anchor=f"arm-{number}")
        return found

    def _tell(self, place: str, sentence: str) -> None:
        head, _, rest = place.partition(".")
        number, _, name = rest.partition(".")
        if head == "arms" and number.isdecimal():
            _add(self.arms[int(number)], name.removeprefix("parameters."), sentence)
        elif head == "arms":
            self.faults.append(f"Arms: {sentence}.")
        else:
            _add(self.form, head, sentence)

    def _tell_problems(self, problems: Iterable[Problem]) -> None:
        by_key = {form.cleaned_data.get("key"): form for form in self.arms}
        for problem in problems:
            if problem.arm is None:
                self.form.add_error("evaluator", problem.sentence)
            elif problem.code == "model_not_allowed":
                by_key[problem.arm].add_error("model", problem.sentence)
            elif problem.code == "parameters_invalid":
                by_key[problem.arm].add_error(None, problem.sentence)
            else:
                by_key[problem.arm].add_error("target", problem.sentence)


def editor_of(organization: Organization, draft: Draft, *, asked: bool) -> Editor:
    """`asked`: somebody wants to know whether it is right; else the fields only show the draft."""
    choices = choices_of(organization)
    return Editor(
        draft=draft,
        choices=choices,
        form=(
            ExperimentForm(draft.fields, choices=choices)
            if asked
            else ExperimentForm(initial=draft.fields, choices=choices)
        ),
        arms=[
            ArmForm(
                {f"{prefix(number)}-{name}": text for name, text in arm.items()} if asked else None,
                initial=arm,
                prefix=prefix(number),
                choices=choices,
            )
            for number, arm in enumerate(draft.arms)
        ],
    )


def _add(form: forms.Form, name: str, sentence: str) -> None:
    """At the field if the form has it, else above the fields."""
    form.add_error(name if name in form.fields else None, sentence)


def _faults(form: forms.Form, *, where: str, anchor: str) -> Iterator[FieldFault]:
    for name, sentences in form.errors.items() if form.is_bound else ():
        for sentence in sentences:
            if name in form.fields:
                label, there = str(form[name].label), form[name].id_for_label
            else:
                label, there = "as a whole", anchor
            yield FieldFault(anchor=there, label=f"{where}{label}", sentence=str(sentence))
