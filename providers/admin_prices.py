"""An organisation's own prices in the admin: added and ended, never rewritten or removed."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.http import HttpRequest

from organizations.admin_scoping import ScopedAdmin
from providers.actions import InvalidField
from providers.models import PriceOverride
from providers.price_actions import PRICES, add_price, check_price, end_price

FIXED = ["organization", "provider", "model_pattern", *PRICES, "effective_from"]
LATER = ["effective_until", "note"]


class PriceOverrideForm(forms.ModelForm):
    class Meta:
        model = PriceOverride
        fields = [*FIXED, *LATER]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        try:
            check_price(self._defined(cleaned))
        except InvalidField as fault:
            self.add_error(fault.field if fault.field in self.fields else None, fault.message)
        return cleaned

    def _defined(self, cleaned: dict[str, Any]) -> PriceOverride:
        if self.instance._state.adding:
            return PriceOverride(**cleaned)
        price = PriceOverride.objects.get(pk=self.instance.pk)
        price.effective_until, price.note = cleaned["effective_until"], cleaned["note"]
        return price


@admin.register(PriceOverride)
class PriceOverrideAdmin(ScopedAdmin):
    """USD per million tokens. A price that is wrong is ended, and another one added."""

    form = PriceOverrideForm
    fields = [*FIXED, *LATER]
    list_display = ["model_pattern", "organization", "provider", "input_usd", "output_usd"]
    list_display += ["effective_from", "effective_until", "note"]
    list_filter = [("organization", RelatedOnlyFieldListFilter), "provider"]
    list_select_related = ["organization"]
    search_fields = ["model_pattern", "note", "organization__name", "organization__slug"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return FIXED if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            end_price(obj, **{name: form.cleaned_data[name] for name in LATER})
        else:
            obj.pk = add_price(**form.cleaned_data).pk
        obj.refresh_from_db()
