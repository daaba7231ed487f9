"""Judges and their scores, to look at: profiles are immutable, judgements are results."""

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter

from evaluation import admin_replays  # noqa: F401 - registers what is in it
from evaluation.models import Evaluation, EvaluatorProfile, PromptTemplate, Rubric
from organizations.admin_scoping import ReadOnlyAdmin


@admin.register(EvaluatorProfile)
class EvaluatorProfileAdmin(ReadOnlyAdmin):
    """Another setting is another version, stored from a spec."""

    fields = ["organization", "name", "version", "digest", "provider", "connection", "model"]
    fields += ["parameters", "rubric", "prompt_template", "parser_version", "created_by"]
    fields += ["created_at"]
    list_display = ["name", "version", "organization", "provider", "model", "created_at"]
    list_filter = ["provider", ("organization", RelatedOnlyFieldListFilter)]
    list_select_related = ["organization"]
    search_fields = ["name", "model"]


@admin.register(Rubric, PromptTemplate)
class VersionedTextAdmin(ReadOnlyAdmin):
    fields = ["organization", "version", "text", "digest", "created_at"]
    list_display = ["version", "digest", "organization", "created_at"]
    list_filter = [("organization", RelatedOnlyFieldListFilter)]
    list_select_related = ["organization"]
    search_fields = ["version", "digest"]


@admin.register(Evaluation)
class EvaluationAdmin(ReadOnlyAdmin):
    organization_path = "run__experiment__organization"
    fields = ["id", "run", "attempt", "profile", "state", "quality", "risk", "confidence"]
    fields += ["error_code", "error_detail", "provider_calls", "prompt_digest", "latency_ms"]
    fields += ["cost_usd", "cost_source", "queued_at", "started_at", "finished_at"]
    list_display = ["id", "attempt", "profile", "state", "quality", "risk", "confidence"]
    list_filter = ["state"]
    list_select_related = ["attempt", "profile"]
    search_fields = ["error_code"]
