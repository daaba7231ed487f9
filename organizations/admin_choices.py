"""Fields of the admin that name rows, in forms that may hold anything.

Django looks for some of what it is given unchecked. What can be no key at all, in a posted form
or in the address, would then be an error of the database.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import Field
from django.forms import ModelMultipleChoiceField


class CompletedChoice(AutocompleteSelect):
    """Completes a name as it is typed; of what is no key, it shows none."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        target = self.field.target_field
        return super().optgroups(name, [each for each in value if is_key(each, of=target)], attr)


class SeveralChoices(ModelMultipleChoiceField):
    """A list in which every member is looked up."""

    def clean(self, value: Any) -> Any:
        choices: Any = self.queryset
        key = choices.model._meta.pk
        for each in value if isinstance(value, list | tuple) else []:
            if not is_key(each, of=key):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"],
                    code="invalid_pk_value",
                    params={"pk": each},
                )
        return super().clean(value)


def is_key(text: str, *, of: "Field[Any, Any]") -> bool:
    try:
        of.run_validators(of.to_python(text))
    except ValidationError:
        return False
    return True
