"""Organisations, who belongs to them, who signs in, and what was done in this admin."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import ManyToManyField, QuerySet
from django.http import HttpRequest

from organizations.admin_choices import SeveralChoices
from organizations.admin_faults import ToldFaults
from organizations.admin_scoping import (
    AuditedAdmin,
    OwnRowsFormSet,
    ReadOnly,
    Scoped,
    ScopedAdmin,
    colleagues_of,
)
from organizations.admin_tokens import ApiTokenAdmin as ApiTokenAdmin
from organizations.models import Membership, Organization, User
from organizations.sign_in.admin import put_behind_sign_in

SEVERAL: Any = {ManyToManyField: {"form_class": SeveralChoices}}
put_behind_sign_in(admin.site)
admin.site.unregister(Group)


class MembershipInline(Scoped, admin.TabularInline):
    model = Membership
    formset = OwnRowsFormSet
    fields = ["user", "role"]
    autocomplete_fields = ["user"]
    extra = 0


@admin.register(Organization)
class OrganizationAdmin(ScopedAdmin):
    organization_path = ""
    fields = ["slug", "name", "created_at"]
    list_display = ["slug", "name", "created_at"]
    search_fields = ["slug", "name"]
    inlines = [MembershipInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The slug decides whose credentials an organisation may name."""
        fixed = bool(obj) and not request.user.is_superuser
        return ["created_at", "slug"] if fixed else ["created_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser


@admin.register(User)
class UserAdmin(AuditedAdmin, DjangoUserAdmin):
    """Superusers manage accounts. Others look up their colleagues, to give them a role."""

    formfield_overrides = SEVERAL
    list_display = ["username", "email", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request) & colleagues_of(request)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if request.user.is_superuser:
            return super().get_fieldsets(request, obj)
        return [(None, {"fields": ["username", "first_name", "last_name", "email", "is_active"]})]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser


@admin.register(Group)
class GroupAdmin(ToldFaults, DjangoGroupAdmin):
    """Sets of permissions for the whole site. Whoever edits one grants himself what is in it, so
    they are for superusers."""

    formfield_overrides = SEVERAL

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnly, admin.ModelAdmin):
    """What was done in this admin, and who read a rationale. For superusers."""

    fields = ["action_time", "user", "content_type", "object_id", "object_repr", "change_message"]
    list_display = ["action_time", "user", "content_type", "object_repr", "change_message"]
    list_filter = ["action_time", "action_flag"]
    list_select_related = ["user", "content_type"]
    search_fields = ["object_repr", "change_message", "user__username"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows if request.user.is_superuser else rows.none()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser
