"""The allowlist in the admin: here, since disabling a provider reaches into runs."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from config.governance import Queued, queued_for
from providers.actions import apply_allowlist
from providers.admin import AllowlistEntryAdmin
from providers.kinds import ProviderKind
from providers.models import AllowlistEntry
from providers.spec import AllowlistSpec


@admin.register(AllowlistEntry)
class GovernedAllowlistAdmin(AllowlistEntryAdmin):
    actions = ["disable"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fields = list(super().get_fields(request, obj))
        return fields if obj is None else [*(each for each in fields if each != "queued"), "queued"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["queued"]

    @admin.display(description="waiting in running runs")
    def queued(self, entry: AllowlistEntry) -> str:
        return words_for(_queued_of([entry])[0][1])

    @admin.action(description="Disable provider…", permissions=["change"])
    def disable(
        self, request: HttpRequest, entries: QuerySet[AllowlistEntry]
    ) -> HttpResponse | None:
        """Asks first, and says what is waiting for the provider."""
        chosen = [entry for entry in entries if self._may_disable(request, entry)]
        if not chosen:
            return None
        if "confirmed" in request.POST:
            for entry in chosen:
                self._disable(request, entry)
            return None
        return self._ask(request, chosen)

    def _may_disable(self, request: HttpRequest, entry: AllowlistEntry) -> bool:
        if self.has_change_permission(request, entry):
            return True
        text = f"{entry}: this needs the role “{self.needed_role.label}”."
        self.message_user(request, text, messages.ERROR)
        return False

    def _disable(self, request: HttpRequest, entry: AllowlistEntry) -> None:
        if entry.enabled:
            change = {ProviderKind(entry.provider): AllowlistSpec(enabled=False)}
            apply_allowlist(entry.organization, change)
            self.log_change(request, entry, "Disabled.")
        self.message_user(request, f"Disabled {entry}.", messages.SUCCESS)

    def _ask(self, request: HttpRequest, chosen: list[AllowlistEntry]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Disable providers",
            "opts": self.opts,
            "affected": [(entry, words_for(queued)) for entry, queued in _queued_of(chosen)],
        }
        return TemplateResponse(request, "governance/disable.html", context)


def words_for(queued: Queued) -> str:
    if not queued:
        return "nothing"
    attempts = f"{queued.attempts} attempt{'s' * (queued.attempts != 1)}"
    evaluations = f"{queued.evaluations} evaluation{'s' * (queued.evaluations != 1)}"
    parts = [attempts] if queued.attempts else []
    parts += [evaluations] if queued.evaluations else []
    return f"{' and '.join(parts)} of {queued.runs} run{'s' * (queued.runs != 1)}"


def _queued_of(entries: list[AllowlistEntry]) -> list[tuple[AllowlistEntry, Queued]]:
    queued = queued_for(entries)
    return [
        (entry, queued.get((entry.organization_id, entry.provider), Queued())) for entry in entries
    ]
