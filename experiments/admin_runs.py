"""Runs in the admin: looked at, and steered, but never edited."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.db.models import QuerySet
from django.http import HttpRequest

from experiments.models import Run, RunArm
from experiments.run_controls import cancel_run, pause_run, resume_run, retry_errors
from organizations.admin_scoping import ReadOnly, ReadOnlyAdmin, organizations_of
from organizations.errors import DomainError
from organizations.roles import Role


class RunArmInline(ReadOnly, admin.TabularInline):
    model = RunArm
    fields = ["key", "provider", "model", "parameters", "connection_name", "connection_settings"]
    extra = 0


@admin.register(Run)
class RunAdmin(ReadOnlyAdmin):
    organization_path = "experiment__organization"
    fields = ["id", "experiment", "task_set", "state", "imported", "config", "config_digest"]
    fields += ["repeats", "max_concurrency", "attempt_timeout_seconds", "on_interrupt"]
    fields += ["started_at"]
    fields += [
        "deadline_at",
        "paused_at",
        "cancel_requested_at",
        "finished_at",
        "results_changed_at",
    ]
    fields += ["blocked_credentials", "budget_usd", "counted", "held"]
    fields += ["created_by"]
    list_display = ["id", "experiment", "state", "imported", "started_at", "paused_at"]
    list_display += ["finished_at", "budget_usd"]
    list_filter = ["state", "imported", ("experiment__organization", RelatedOnlyFieldListFilter)]
    list_select_related = ["experiment"]
    search_fields = ["experiment__name"]
    inlines = [RunArmInline]
    actions = ["pause", "resume", "retry", "cancel"]

    @admin.display(description="Counted against the budget (USD)")
    def counted(self, run: Run) -> Decimal | None:
        """None without a budget: then nothing is counted here, whatever was spent."""
        return run.spent_usd if run.budget_usd is not None else None

    @admin.display(description="Held for calls in flight (USD)")
    def held(self, run: Run) -> Decimal | None:
        return run.reserved_usd if run.budget_usd is not None else None

    def has_steer_permission(self, request: HttpRequest) -> bool:
        """Whoever may start runs. In whose organisation, each run is asked for."""
        return request.user.has_perm("experiments.change_experiment")

    @admin.action(description="Pause", permissions=["steer"])
    def pause(self, request: HttpRequest, runs: QuerySet[Run]) -> None:
        self._steer(request, runs, pause_run, done="is paused.")

    @admin.action(description="Resume", permissions=["steer"])
    def resume(self, request: HttpRequest, runs: QuerySet[Run]) -> None:
        self._steer(request, runs, resume_run, done="goes on.")

    @admin.action(description="Try errors again", permissions=["steer"])
    def retry(self, request: HttpRequest, runs: QuerySet[Run]) -> None:
        self._steer(request, runs, retry_errors, done="tries again what failed.")

    @admin.action(description="Cancel", permissions=["steer"])
    def cancel(self, request: HttpRequest, runs: QuerySet[Run]) -> None:
        self._steer(request, runs, cancel_run, done="is cancelled.")

    def _steer(
        self,
        request: HttpRequest,
        runs: QuerySet[Run],
        change: Callable[[Run], Any],
        *,
        done: str,
    ) -> None:
        own = set(organizations_of(request, needed=Role.EDITOR).values_list("pk", flat=True))
        for run in runs.select_related("experiment"):
            if run.experiment.organization_id not in own:
                text = f"{run}: this needs the role “{Role.EDITOR.label}”."
                self.message_user(request, text, messages.ERROR)
                continue
            try:
                change(run)
            except DomainError as refusal:
                self.message_user(request, f"{run}: {refusal.message}", messages.ERROR)
            else:
                self.message_user(request, f"{run} of {run.experiment} {done}", messages.SUCCESS)
