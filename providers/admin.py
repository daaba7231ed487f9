"""Connections and refusals, as an organisation's admins see them. What is allowed is registered
by config.admin, which also knows what hangs on it."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from organizations.admin_scoping import ReadOnlyAdmin, ScopedAdmin
from providers import admin_prices, admin_spending  # noqa: F401 - register what is in them
from providers.actions import (
    apply_allowlist,
    change_connection,
    create_connection,
    delete_connections,
)
from providers.admin_forms import AllowlistEntryForm, ConnectionForm
from providers.amounts import plain
from providers.connections import check_credential
from providers.kinds import ProviderKind
from providers.models import AllowlistEntry, Connection, PolicyDenial, Spending
from providers.origins import origin_of

CHECKED_AT_ONCE = 20


class AllowlistEntryAdmin(ScopedAdmin):
    form = AllowlistEntryForm
    list_display = ["provider", "organization", "enabled", "models", "max_concurrency"]
    list_display += ["requests_per_minute", "monthly_budget_usd", "spent_this_month", "updated_at"]
    list_filter = [("organization", RelatedOnlyFieldListFilter), "provider", "enabled"]
    list_select_related = ["organization"]
    search_fields = ["provider", "organization__name", "organization__slug"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        month = Spending.objects.filter(
            organization=OuterRef("organization"),
            provider=OuterRef("provider"),
            month=timezone.now().date().replace(day=1),
        )
        return super().get_queryset(request).annotate(spent=Subquery(month.values("spent_usd")[:1]))

    @admin.display(description="spent this month (USD)")
    def spent_this_month(self, entry: Any) -> str:
        """Counted where a budget binds; the first page of the admin has the ledger's own sums."""
        return plain(entry.spent) or "none"

    @admin.display(description="allowed models")
    def models(self, entry: AllowlistEntry) -> str:
        return ", ".join(map(str, entry.allowed_models)) or "none"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        [entry] = apply_allowlist(obj.organization, {ProviderKind(obj.provider): form.spec})
        obj.pk = entry.pk


@admin.register(Connection)
class ConnectionAdmin(ScopedAdmin):
    form = ConnectionForm
    change_form_template = "providers/connection_form.html"
    list_display = ["name", "organization", "provider", "endpoint"]
    list_display += ["credential_reference", "updated_at"]
    list_filter = [("organization", RelatedOnlyFieldListFilter), "provider"]
    list_select_related = ["organization"]
    search_fields = ["name", "organization__name", "organization__slug"]
    actions = ["check_credentials"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        defined = ["organization", "name", "provider", "settings"]
        if obj is None:
            return [*defined, "credential_reference"]
        present = [*defined, "present_reference"]
        if not self.has_change_permission(request, obj):
            return present
        return [*present, "credential_reference", "remove_reference"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["present_reference"]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if obj is not None and "credential_reference" in form.base_fields:
            form.base_fields[
                "credential_reference"
            ].help_text = (
                "Empty keeps the present one. It has to be typed again when the host changes."
            )
        return form

    @admin.display(description="endpoint")
    def endpoint(self, connection: Connection) -> str:
        return origin_of(connection.provider, connection.settings)

    @admin.display(description="present credential reference")
    def present_reference(self, connection: Connection) -> str:
        if not connection.credential_reference:
            return "none"
        return f"{connection.credential_reference} for {connection.credential_origin}"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            change_connection(obj, **form.defined())
        else:
            obj.pk = create_connection(obj.organization, **form.defined()).pk
        obj.refresh_from_db()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        delete_connections([obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Connection]) -> None:
        delete_connections(queryset)

    @admin.action(description="Check credential", permissions=["change"])
    def check_credentials(self, request: HttpRequest, connections: QuerySet[Connection]) -> None:
        chosen = list(connections[: CHECKED_AT_ONCE + 1])
        for connection in chosen[:CHECKED_AT_ONCE]:
            self._check(request, connection)
        if len(chosen) > CHECKED_AT_ONCE:
            text = f"Only the first {CHECKED_AT_ONCE} were checked."
            self.message_user(request, text, messages.WARNING)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.check_view)
        page = path("<path:object_id>/check/", view, name="providers_connection_check")
        return [page, *super().get_urls()]

    def check_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        connection = self.get_object(request, unquote(object_id))
        if connection is None:
            raise Http404
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_change_permission(request, connection):
            raise PermissionDenied
        self._check(request, connection)
        return HttpResponseRedirect(
            reverse("admin:providers_connection_change", args=[connection.pk])
        )

    def _check(self, request: HttpRequest, connection: Any) -> None:
        """Resolved without being shown, where this page is served."""
        if not self.has_change_permission(request, connection):
            text = f"{connection}: this needs the role “{self.needed_role.label}”."
            self.message_user(request, text, messages.ERROR)
            return
        found = check_credential(cast(Connection, connection))
        sign, level = ("✓", messages.SUCCESS) if found.resolvable else ("✗", messages.ERROR)
        text = f"{sign} {connection} of {connection.organization}: {found.sentence}"
        self.message_user(request, text, level)


@admin.register(PolicyDenial)
class PolicyDenialAdmin(ReadOnlyAdmin):
    """What the policy said no to."""

    fields = ["created_at", "organization", "at", "code", "provider", "model", "arm_key"]
    fields += ["experiment_id", "run_id", "actor"]
    list_display = ["created_at", "organization", "at", "code", "provider", "model", "arm_key"]
    list_filter = [("organization", RelatedOnlyFieldListFilter), "at", "code"]
    list_select_related = ["organization"]
    search_fields = ["provider", "model", "arm_key"]
