"""The allowlist and the connections, as an organisation's admins govern them.

Staff without superuser rights see their own organisations only, and change those in which they
are admins: rows, filters and the choices of foreign keys alike.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest
from pydantic import ValidationError as SchemaError

from organizations.errors import Invalid
from organizations.models import Organization
from organizations.roles import Role
from providers.actions import check_connection
from providers.models import AllowlistEntry, Connection
from providers.spec import AllowlistSpec
from providers.validation import problems


class AllowlistEntryForm(forms.ModelForm):
    class Meta:
        model = AllowlistEntry
        fields = [
            "organization",
            "provider",
            "enabled",
            "allowed_models",
            "max_concurrency",
            "requests_per_minute",
            "monthly_budget_usd",
        ]

    def clean_allowed_models(self) -> Any:
        patterns = self.cleaned_data["allowed_models"]
        try:
            AllowlistSpec.model_validate({"allowed_models": patterns})
        except SchemaError as fault:
            raise ValidationError(list(problems(fault, place="patterns"))) from None
        return patterns


class ConnectionForm(forms.ModelForm):
    class Meta:
        model = Connection
        fields = ["organization", "name", "provider", "settings", "credential_reference"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        try:
            check_connection(
                cleaned["organization"],
                provider=cleaned["provider"],
                settings=cleaned["settings"],
                credential_reference=cleaned["credential_reference"],
            )
        except Invalid as fault:
            raise ValidationError(fault.message) from None
        return cleaned


class GovernedAdmin(admin.ModelAdmin):
    """Rows that hang from an organisation through `organization`."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        return rows.filter(organization__memberships__user=request.user.pk)

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "forms.ModelChoiceField[Any] | None":
        if db_field.name == "organization":
            kwargs["queryset"] = _governed(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _may_govern(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_govern(request, obj)


@admin.register(AllowlistEntry)
class AllowlistEntryAdmin(GovernedAdmin):
    form = AllowlistEntryForm
    list_display = ["organization", "provider", "enabled", "allowed_models", "max_concurrency"]
    list_display_links = ["provider"]
    list_filter = ["provider", "enabled"]
    list_select_related = ["organization"]


@admin.register(Connection)
class ConnectionAdmin(GovernedAdmin):
    form = ConnectionForm
    list_display = ["name", "organization", "provider", "credential_reference", "updated_at"]
    list_filter = ["provider"]
    list_select_related = ["organization"]
    search_fields = ["name"]


def _governed(request: HttpRequest) -> QuerySet[Organization]:
    if request.user.is_superuser:
        return Organization.objects.all()
    return Organization.objects.filter(
        memberships__user=request.user.pk, memberships__role=Role.ADMIN
    )


def _may_govern(request: HttpRequest, obj: Any) -> bool:
    return obj is None or _governed(request).filter(pk=obj.organization_id).exists()
