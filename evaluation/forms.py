"""The form by which staff make a version of a profile from another one."""

from typing import Any

from django import forms
from pydantic import ValidationError

from evaluation.models import EvaluatorProfile
from evaluation.spec import EvaluatorSpec
from organizations.json_forms import StrictJSONField
from providers.models import Connection
from providers.validation import problems
from providers.values import unstorable

LARGE = {"rows": 16, "cols": 100, "class": "vLargeTextField"}
SMALL = {"rows": 3, "cols": 100, "class": "vLargeTextField"}


class ProfileVersionForm(forms.Form):
    """What is checked here is checked by the very model that checks the API's bodies."""

    connection = forms.ModelChoiceField(queryset=Connection.objects.none(), empty_label=None)
    model = forms.CharField(max_length=200)
    parameters = StrictJSONField(required=False, widget=forms.Textarea(attrs=SMALL))
    structured_output = forms.BooleanField(
        required=False, help_text="Give the provider a JSON schema for the answer."
    )
    rubric_version = forms.CharField(max_length=50)
    rubric_text = forms.CharField(required=False, strip=False, widget=forms.Textarea(attrs=LARGE))
    criteria = StrictJSONField(
        required=False,
        widget=forms.Textarea(attrs=LARGE),
        help_text='A list of {"name": …, "description": …, "anchors": {"0": …, "1": …}}.',
    )
    template_version = forms.CharField(max_length=50)
    template_text = forms.CharField(strip=False, widget=forms.Textarea(attrs=LARGE))

    def __init__(self, data: Any, *, profile: EvaluatorProfile) -> None:
        super().__init__(data, initial=_initial(profile))
        self.profile = profile
        connections = Connection.objects.in_organization(profile.organization)
        self.fields["connection"].queryset = connections.order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.errors:
            return said
        raw = _spec_of(self.profile.name, said)
        unfit = list(unstorable(raw, place="profile"))
        if unfit:
            raise forms.ValidationError(unfit)
        try:
            self.spec = EvaluatorSpec.model_validate(raw)
        except ValidationError as fault:
            raise forms.ValidationError(list(problems(fault, place="profile"))) from None
        return said


def _initial(profile: EvaluatorProfile) -> dict[str, Any]:
    rubric, template = profile.rubric, profile.prompt_template
    return {
        "connection": profile.connection,
        "model": profile.model,
        "parameters": profile.parameters,
        "structured_output": profile.structured_output,
        "rubric_version": rubric.version,
        "rubric_text": rubric.preamble if rubric.criteria else rubric.text,
        "criteria": rubric.criteria,
        "template_version": template.version,
        "template_text": template.text,
    }


def _spec_of(name: str, said: dict[str, Any]) -> dict[str, Any]:
    """As a spec or a body of the API would say it. A browser sends CRLF for each line's end."""
    connection: Connection = said["connection"]
    return {
        "name": name,
        "provider": connection.provider,
        "connection": connection.name,
        "model": said["model"],
        "parameters": said["parameters"] or {},
        "structured_output": said["structured_output"],
        "rubric": {
            "version": said["rubric_version"],
            "text": said["rubric_text"].replace("\r\n", "\n"),
            "criteria": said["criteria"] or [],
        },
        "prompt_template": {
            "version": said["template_version"],
            "text": said["template_text"].replace("\r\n", "\n"),
        },
    }
