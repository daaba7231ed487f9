"""The fields of an experiment and of an arm. What is right, the same checks say as for the API."""

import json
from typing import Any

from django import forms
from pydantic import ValidationError

from experiments.forms.choices import (
    Choices,
    Select,
    offer_judges,
    offer_targets,
    offer_task_sets,
)
from experiments.states import OnInterrupt
from providers.amounts import plain
from providers.parameters import Parameters

EFFORTS = ["none", "minimal", "low", "medium", "high", "xhigh"]
ASIDE = ("top_p", "seed", "reasoning_effort", "stop")


def _whole(label: str, help_text: str = "", *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, required=required)


class ExperimentForm(forms.Form):
    use_required_attribute = False

    name = forms.CharField(max_length=200)
    task_set = forms.ChoiceField(
        label="Stored version",
        required=False,
        widget=Select,
        help_text="A version never changes. Runs keep the one that they started with.",
    )
    tasks_file = forms.FileField(
        label="Or upload a file",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".jsonl"}),
        help_text="tasks.jsonl, one task a line, at most 16 MiB. It is stored at once;"
        " the same tasks again are the same version.",
    )
    tasks_name = forms.CharField(
        label="Under the name",
        max_length=200,
        required=False,
        help_text="Empty: the name of the file.",
    )
    repeats = _whole("Repeats", "How often each arm answers each task.")
    evaluator = forms.ChoiceField(
        label="Evaluator profile",
        required=False,
        widget=Select,
        help_text="Who judges the patches.",
    )
    max_concurrency = _whole("Calls in flight, at most")
    attempt_timeout_seconds = _whole("Timeout of a call (seconds)")
    deadline_seconds = _whole("Deadline of a run (seconds)", "Empty: none.", required=False)
    budget_usd = forms.DecimalField(
        label="Budget of a run (USD)",
        required=False,
        max_digits=14,
        decimal_places=4,
        help_text="The most that one run may cost. Empty: none of its own.",
    )
    on_interrupt = forms.ChoiceField(
        label="A call that is cut off",
        required=False,
        choices=[
            (OnInterrupt.RETRY.value, "is made again"),
            (OnInterrupt.FAIL.value, "fails, until somebody tries again"),
        ],
        help_text="By the loss or the stop of its worker: it may have been billed.",
    )
    prompt_template = forms.CharField(
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text="Empty: the built-in one, which shows all three. Variables:"
        " {{ prompt }}, {{ files }}, {{ answer_format }}.",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_task_sets(self.fields["task_set"], choices.task_sets)
        offer_judges(self.fields["evaluator"], choices.judges)

    def definition(self) -> dict[str, Any]:
        """The valid fields as the body of a request has them."""
        wanted = self.cleaned_data
        # Browsers send line ends of their own; what was stored with others would change.
        template = wanted["prompt_template"].replace("\r\n", "\n")
        return {
            "name": wanted["name"],
            "task_set": wanted["task_set"],
            "evaluator": wanted["evaluator"] or None,
            "repeats": wanted["repeats"],
            "max_concurrency": wanted["max_concurrency"],
            "attempt_timeout_seconds": wanted["attempt_timeout_seconds"],
            "deadline_seconds": wanted["deadline_seconds"],
            "budget_usd": plain(wanted["budget_usd"]),
            "on_interrupt": wanted["on_interrupt"] or OnInterrupt.RETRY.value,
            "prompt_template": template or None,
        }


class ArmForm(forms.Form):
    use_required_attribute = False

    key = forms.CharField(label="Name of the arm", max_length=200, help_text="As boards show it.")
    target = forms.ChoiceField(label="Connection", widget=Select)
    model = forms.CharField(max_length=200)
    temperature = forms.FloatField(required=False)
    max_output_tokens = forms.IntegerField(label="Output tokens, at most", required=False)
    top_p = forms.FloatField(label="top_p", required=False)
    seed = forms.IntegerField(required=False)
    reasoning_effort = forms.ChoiceField(
        required=False, choices=[("", "Left to the provider"), *((word, word) for word in EFFORTS)]
    )
    stop = forms.CharField(
        label="Stop texts",
        required=False,
        strip=False,
        help_text='A JSON text or list of up to four, such as ["END", "\\n\\n"].',
    )

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_targets(self.fields["target"], choices.providers)
        for name in ("temperature", "top_p", "seed", "max_output_tokens"):
            self.fields[name].widget.attrs["step"] = (
                "any" if name in ("temperature", "top_p") else 1
            )

    @property
    def unfolded(self) -> bool:
        """Whether something is said in the fields that are folded away at first."""
        wrong = self.is_bound and any(name in self.errors for name in ASIDE)
        return wrong or any(self[name].value() not in (None, "") for name in ASIDE)

    @property
    def aside(self) -> list[forms.BoundField]:
        return [self[name] for name in ASIDE]

    def clean_stop(self) -> Any:
        if not (text := self.cleaned_data["stop"].strip()):
            return None
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise forms.ValidationError(
                'A JSON text or list is expected, such as "END" or ["END", "\\n\\n"].'
            ) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given = {name: cleaned.get(name) for name in Parameters.model_fields}
        given = {name: value for name, value in given.items() if value not in (None, "")}
        try:
            Parameters.model_validate(given)
        except ValidationError as fault:
            for error in fault.errors(include_url=False, include_input=False):
                field = str(error["loc"][0])
                if field not in self.errors:
                    self.add_error(field, error["msg"])
        cleaned["parameters"] = given
        return cleaned

    def definition(self) -> dict[str, Any]:
        """The valid arm as the body of a request has it."""
        provider, _, connection = self.cleaned_data["target"].partition("/")
        return {
            "key": self.cleaned_data["key"],
            "provider": provider,
            "connection": connection,
            "model": self.cleaned_data["model"],
            "parameters": self.cleaned_data["parameters"],
        }
