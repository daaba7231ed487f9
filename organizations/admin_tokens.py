"""API tokens, as the admins of an organisation give and revoke them. A value is shown once, on
the page that answers the form; it goes into no message and no session."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from organizations.admin_scoping import ScopedAdmin, organizations_of
from organizations.errors import Invalid
from organizations.models import ApiToken
from organizations.roles import Role, Scope
from organizations.tokens import (
    DEFAULT_DAYS,
    MAXIMUM_DAYS,
    NewToken,
    check_token,
    create_token,
    revoke_token,
)


class NewTokenForm(forms.ModelForm):
    days = forms.IntegerField(
        min_value=1,
        max_value=MAXIMUM_DAYS,
        initial=DEFAULT_DAYS,
        help_text=f"Until it expires, 1 to {MAXIMUM_DAYS}.",
    )
    made: NewToken

    class Meta:
        model = ApiToken
        fields = ["organization", "user", "name", "scope"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            asked = {name: cleaned[name] for name in ("user", "organization", "name", "days")}
            try:
                check_token(**asked)
            except Invalid as fault:
                raise ValidationError(fault.message) from None
        return cleaned

    def save(self, commit: bool = True) -> ApiToken:
        cleaned = self.cleaned_data
        self.made = create_token(
            cleaned["user"],
            cleaned["organization"],
            name=cleaned["name"],
            scope=Scope(cleaned["scope"]),
            days=cleaned["days"],
        )
        return self.made.token

    def save_m2m(self) -> None:
        """The admin asks for it."""


@admin.register(ApiToken)
class ApiTokenAdmin(ScopedAdmin):
    """Rows are never edited: one that is not wanted any more is revoked, and stays to be seen."""

    add_form = NewTokenForm
    autocomplete_fields = ["user"]
    actions = ["revoke"]
    list_display = ["name", "organization", "user", "scope", "status", "expiry", "last_used_at"]
    list_filter = ["scope", ("organization", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["organization", "user"]
    search_fields = ["name", "user__username"]
    shown = [*list_display, "created", "revoked_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        governed = organizations_of(request, needed=Role.ADMIN)
        return super().get_queryset(request).filter(organization__in=governed)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = {} if change else {"form": self.add_form, "fields": None}
        return super().get_form(request, obj, change=change, **(form | kwargs))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.shown if obj else ["organization", "user", "name", "scope", "days"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        governed = organizations_of(request, needed=Role.ADMIN)
        return super().has_add_permission(request) and governed.exists()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only together with its organisation or user."""
        return request.user.is_superuser

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("organizations.change_apitoken")

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        request.made = form.made

    def response_add(
        self, request: Any, obj: ApiToken, post_url_continue: str | None = None
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "The new token",
            "made": request.made,
        }
        return TemplateResponse(request, "admin/organizations/apitoken/created.html", context)

    @admin.action(description="Revoke selected tokens", permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        for token in queryset:
            revoke_token(token)
            self.log_change(request, token, "Revoked.")
        self.message_user(request, "The selected tokens are revoked.")
