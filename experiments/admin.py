"""Experiments to edit and start; task sets and runs to look at."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from experiments import admin_runs  # noqa: F401 - registers what is in it
from experiments.actions import start_run
from experiments.models import (
    Arm,
    Artifact,
    Attempt,
    Experiment,
    ProviderCall,
    Task,
    TaskSet,
    Validation,
)
from experiments.preflight import RunRefused
from experiments.prompts import TASK_VARIABLES, check_template
from organizations.admin_scoping import (
    OwnRowsFormSet,
    ReadOnlyAdmin,
    Scoped,
    ScopedAdmin,
)
from organizations.errors import DomainError, Invalid
from organizations.models import User
from organizations.roles import Role
from providers.parameters import validate_parameters

IN_RUN = "run__experiment__organization"


class ExperimentForm(forms.ModelForm):
    class Meta:
        model = Experiment
        fields = [
            "organization",
            "name",
            "task_set",
            "repeats",
            "max_concurrency",
            "deadline_seconds",
            "attempt_timeout_seconds",
            "budget_usd",
            "on_interrupt",
            "prompt_template",
            "evaluator",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Disabled, not read-only: the name stays checked against the organisation's others.
        if "organization" in self.fields and not self.instance._state.adding:
            self.fields["organization"].disabled = True

    def clean_prompt_template(self) -> str:
        template: str = self.cleaned_data["prompt_template"]
        try:
            check_template(template, allowed=TASK_VARIABLES)
        except ValueError as fault:
            raise ValidationError(str(fault)) from None
        return template

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        organization, task_set = cleaned.get("organization"), cleaned.get("task_set")
        if organization and task_set and task_set.organization_id != organization.pk:
            self.add_error("task_set", "The organisation has no such task set.")
        return cleaned


class ArmForm(forms.ModelForm):
    class Meta:
        model = Arm
        fields = ["key", "provider", "connection", "model", "parameters"]

    def clean_parameters(self) -> Any:
        try:
            return validate_parameters(self.cleaned_data["parameters"])
        except Invalid as fault:
            raise ValidationError(fault.message) from None


class ArmFormSet(OwnRowsFormSet):
    def clean(self) -> None:
        """An arm's connection is of its own organisation and provider."""
        super().clean()
        for form in self.forms:
            connection = form.cleaned_data.get("connection") if form.is_valid() else None
            if connection is None:
                continue
            if connection.organization_id != self.instance.organization_id:
                form.add_error("connection", "The organisation has no such connection.")
            elif connection.provider != form.cleaned_data["provider"]:
                form.add_error("connection", "This connection is for another provider.")


class ArmInline(Scoped, admin.TabularInline):
    model = Arm
    form = ArmForm
    formset = ArmFormSet
    organization_path = "experiment__organization"
    autocomplete_fields = ["connection"]
    extra = 0


@admin.register(Experiment)
class ExperimentAdmin(ScopedAdmin):
    form = ExperimentForm
    needed_role = Role.EDITOR
    list_display = ["name", "organization", "task_set", "repeats", "updated_at"]
    list_filter = [("organization", RelatedOnlyFieldListFilter)]
    list_select_related = ["organization", "task_set"]
    search_fields = ["name"]
    autocomplete_fields = ["organization", "task_set"]
    inlines = [ArmInline]
    actions = ["start"]

    def save_model(self, request: HttpRequest, obj: Experiment, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = cast(User, request.user)
        super().save_model(request, obj, form, change)

    @admin.action(description="Start a run", permissions=["change"])
    def start(self, request: HttpRequest, experiments: QuerySet[Experiment]) -> None:
        for experiment in experiments:
            for level, text in self._start(request, experiment):
                self.message_user(request, text, level)

    def _start(self, request: HttpRequest, experiment: Experiment) -> list[tuple[int, str]]:
        if not self.has_change_permission(request, experiment):
            return [(messages.ERROR, f"{experiment}: this needs the role “Editor”.")]
        try:
            run = start_run(experiment, actor=cast(User, request.user))
        except RunRefused as refused:
            return [
                (messages.ERROR, f"{experiment}: {p.arm or 'evaluator'}: {p.code}: {p.sentence}")
                for p in refused.problems
            ]
        except DomainError as fault:
            return [(messages.ERROR, f"{experiment}: {fault.message}")]
        address = reverse("admin:experiments_run_change", args=[run.pk])
        text = format_html('{}: <a href="{}">run {}</a> has started.', experiment, address, run)
        return [(messages.SUCCESS, text)]


@admin.register(TaskSet)
class TaskSetAdmin(ReadOnlyAdmin):
    """Versions by digest: another set of tasks is another version."""

    fields = ["organization", "name", "version", "digest", "n_tasks", "created_at"]
    list_display = ["name", "version", "organization", "n_tasks", "created_at"]
    list_filter = [("organization", RelatedOnlyFieldListFilter)]
    list_select_related = ["organization"]
    search_fields = ["name"]


@admin.register(Task)
class TaskAdmin(ReadOnlyAdmin):
    organization_path = "task_set__organization"
    fields = ["task_set", "key", "prompt", "files", "reference_patch", "validation"]
    fields += ["answer", "metadata"]
    list_display = ["key", "task_set"]
    list_select_related = ["task_set"]
    search_fields = ["key", "task_set__name"]


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    organization_path = IN_RUN
    ordering = ["-id"]  # the latest first, by the primary key
    fields = ["id", "run", "arm", "task", "repeat", "state", "error_code", "error_detail"]
    fields += ["retryable", "provider_calls", "claims", "interruptions", "finish_reason"]
    fields += ["native_finish_reason", "model_served", "request_id", "output_text", "usage"]
    fields += ["cost_usd", "cost_source", "latency_ms", "queued_at", "available_at"]
    fields += ["started_at", "responded_at", "finished_at", "lease_expires_at"]
    list_display = ["id", "arm", "task", "repeat", "state", "error_code", "latency_ms", "cost_usd"]
    list_filter = ["state"]
    list_select_related = ["arm", "task"]
    search_fields = ["arm__key", "task__key", "error_code"]


@admin.register(Artifact)
class ArtifactAdmin(ReadOnlyAdmin):
    organization_path = f"attempt__{IN_RUN}"
    fields = ["attempt", "format", "diff", "diff_sha256", "files", "applies", "apply_method"]
    fields += ["warnings", "created_at"]
    list_display = ["attempt", "format", "applies", "diff_sha256", "created_at"]
    list_filter = ["format", "applies"]
    list_select_related = ["attempt"]


@admin.register(Validation)
class ValidationAdmin(ReadOnlyAdmin):
    """The engine's own, and those that were posted from outside."""

    organization_path = IN_RUN
    fields = ["id", "run", "attempt", "source", "state", "status", "score", "checks"]
    fields += ["url", "posted_by", "error_code", "error_detail", "earlier"]
    fields += ["queued_at", "started_at", "finished_at"]
    list_display = ["id", "attempt", "source", "state", "status", "score"]
    list_filter = ["state", "status"]
    list_select_related = ["attempt"]


@admin.register(ProviderCall)
class ProviderCallAdmin(ReadOnlyAdmin):
    """The ledger: one row for every request that was sent."""

    fields = ["id", "run", "stage", "work_id", "number", "retry", "arm", "provider", "model"]
    fields += ["started_at", "finished_at", "outcome", "error_code", "http_status", "latency_ms"]
    fields += ["usage", "reserved_usd", "cost_usd", "cost_source", "price_version", "request_id"]
    list_display = ["started_at", "stage", "arm", "number", "outcome", "error_code", "cost_usd"]
    list_filter = ["stage", "outcome"]
    list_select_related = ["arm"]
    search_fields = ["error_code", "request_id"]
