"""The forms by which allowlist and connections are governed. They ask what the API asks."""

from typing import Any

from django import forms
from pydantic import ValidationError as SchemaError

from organizations.errors import Invalid
from providers.actions import KEPT, InvalidField, Kept, check_change, check_connection
from providers.models import AllowlistEntry, Connection
from providers.spec import AllowlistSpec
from providers.validation import first_faults, problems

LIMITS = ["max_concurrency", "requests_per_minute", "monthly_budget_usd"]
POLICY = ["enabled", "allowed_models", *LIMITS]


class AllowlistEntryForm(forms.ModelForm):
    """Whose entry it is, and for which provider, is fixed when it is made."""

    class Meta:
        model = AllowlistEntry
        fields = ["organization", "provider", *POLICY]
        labels = {"monthly_budget_usd": "Monthly budget (USD)"}
        widgets = {"allowed_models": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _fix(self, "organization", "provider")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        try:
            self.spec = AllowlistSpec.model_validate({name: cleaned[name] for name in POLICY})
        except SchemaError as fault:
            for line, error in zip(problems(fault, place=""), first_faults(fault), strict=True):
                self.add_error(str(error["loc"][0]), line.lstrip("."))
        return cleaned


class ConnectionForm(forms.ModelForm):
    """A stored reference is not shown in its field: what is typed there is meant for the host
    that stands beside it."""

    remove_reference = forms.BooleanField(required=False, label="Remove the credential reference")

    class Meta:
        model = Connection
        fields = ["organization", "name", "provider", "settings", "credential_reference"]
        widgets = {"settings": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _fix(self, "organization")
        if self.instance._state.adding:
            self.fields.pop("remove_reference", None)
        elif "credential_reference" in self.fields:
            self.initial["credential_reference"] = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        try:
            self._check(cleaned)
        except InvalidField as fault:
            self.add_error((fault.field or "").split(".")[0] or None, fault.message)
        except Invalid as fault:
            self.add_error(None, fault.message)
        return cleaned

    def defined(self) -> dict[str, Any]:
        """What the form says, in the words of the actions."""
        names = ["name", "provider", "settings"]
        chosen = {name: self.cleaned_data[name] for name in names}
        return chosen | {"credential_reference": self._reference()}

    def _reference(self) -> str | Kept | None:
        typed: str = self.cleaned_data["credential_reference"]
        if typed or self.instance._state.adding:
            return typed
        return None if self.cleaned_data.get("remove_reference") else KEPT

    def _check(self, cleaned: dict[str, Any]) -> None:
        if not self.instance._state.adding:
            check_change(Connection.objects.get(pk=self.instance.pk), **self.defined())
            return
        fields = {name: value for name, value in self.defined().items() if name != "name"}
        check_connection(cleaned["organization"], **fields, place="")


def _fix(form: forms.ModelForm, *names: str) -> None:
    """Disabled, not read-only: uniqueness is still checked."""
    for name in names:
        if name in form.fields and not form.instance._state.adding:
            form.fields[name].disabled = True
