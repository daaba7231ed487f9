"""The audit, to look at: changes of what governs runs, whoever made them and wherever."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter, SimpleListFilter
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html

from organizations.admin_scoping import ReadOnly
from organizations.audit.history import entries_for
from organizations.audit.models import AuditEntry
from organizations.audit.presenters import change_of, fields_of, verb, who
from organizations.models import User

# The library registers a page of its own that knows no organisations.
admin.site.unregister(AuditEntry)


class ActorFilter(SimpleListFilter):
    """Those who did something that is in sight, and nobody else."""

    title = "who"
    parameter_name = "who"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:
        actors = User.objects.filter(pk__in=_seen(request).values("actor")).order_by("username")
        known = [(str(pk), name) for pk, name in actors.values_list("pk", "username")]
        return [*known, ("none", "Nobody signed in")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in dict(self.lookup_choices):
            return queryset
        return queryset.filter(actor=None if self.value() == "none" else self.value())


class KindFilter(SimpleListFilter):
    title = "what"
    parameter_name = "what"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:
        kinds = ContentType.objects.filter(
            pk__in=_seen(request).order_by().values("content_type").distinct()
        )
        return sorted(((str(kind.pk), kind.name) for kind in kinds), key=lambda kind: kind[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in dict(self.lookup_choices):
            return queryset
        return queryset.filter(content_type=self.value())


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly, admin.ModelAdmin):
    fields = ["when", "who", "remote_addr", "request_id", "organization", "what", "row", "changed"]
    list_display = ["when", "who", "what", "object_repr", "fields_changed"]
    list_display += ["organization"]
    list_filter = [
        "timestamp",
        ActorFilter,
        KindFilter,
        "action",
        ("organization", RelatedOnlyFieldListFilter),
    ]
    search_fields = ["object_repr", "object_pk", "actor__username", "actor_email"]
    show_full_result_count = False
    list_per_page = 50
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        entries: QuerySet[Any] = _seen(request)
        return entries

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """What the filters beside the list ask, and nothing else."""
        asked = {ActorFilter.parameter_name, KindFilter.parameter_name, "action__exact"}
        asked |= {"organization__id__exact", "organization__isnull"}
        return lookup in asked | {"timestamp__gte", "timestamp__lt"}

    @admin.display(description="when (UTC)", ordering="timestamp")
    def when(self, entry: Any) -> str:
        return f"{entry.timestamp:%Y-%m-%d %H:%M:%S}"

    @admin.display(description="who", ordering="actor__username")
    def who(self, entry: Any) -> str:
        return who(entry)

    @admin.display(description="request")
    def request_id(self, entry: Any) -> str:
        return entry.cid or ""

    @admin.display(description="what", ordering="content_type__model")
    def what(self, entry: Any) -> str:
        return verb(entry)

    @admin.display(description="fields")
    def fields_changed(self, entry: Any) -> str:
        if entry.action != AuditEntry.Action.UPDATE:
            return ""
        return ", ".join(field.name for field in fields_of(entry))

    @admin.display(description="row")
    def row(self, entry: Any) -> str:
        kind = entry.content_type
        try:
            page = reverse(f"admin:{kind.app_label}_{kind.model}_history", args=[entry.object_pk])
        except NoReverseMatch:
            return str(entry.object_repr)
        if entry.action == AuditEntry.Action.DELETE:
            return f"{entry.object_repr} ({entry.object_pk})"
        return format_html('<a href="{}">{}</a>', page, entry.object_repr)

    @admin.display(description="changes")
    def changed(self, entry: Any) -> str:
        return render_to_string("audit/_changes.html", {"change": change_of(entry)})


def _seen(request: HttpRequest) -> Any:
    return entries_for(cast(User, request.user))
