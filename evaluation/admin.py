"""Judges and their scores, to look at: profiles are immutable, judgements are results."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from evaluation import admin_replays  # noqa: F401 - registers what is in it
from evaluation.forms import ProfileVersionForm
from evaluation.models import (
    Evaluation,
    EvaluatorProfile,
    HumanLabel,
    InjectionReport,
    PromptTemplate,
    Rubric,
)
from evaluation.profile_diff import compare
from evaluation.profiles import caveats_of, define_profile
from experiments.denials import denials_kept
from experiments.preflight import DefinitionRefused
from organizations.admin_scoping import ReadOnlyAdmin, organizations_of
from organizations.errors import DomainError
from organizations.roles import Role
from providers.codes import DenialPoint


@admin.register(EvaluatorProfile)
class EvaluatorProfileAdmin(ReadOnlyAdmin):
    """Another setting is another version: from a spec, over the API, or from a version here."""

    change_form_template = "evaluation/profile_change.html"
    fields = ["organization", "name", "version", "digest", "provider", "connection", "model"]
    fields += ["parameters", "structured_output", "rubric", "prompt_template", "parser_version"]
    fields += ["created_by", "created_at"]
    list_display = ["name", "version", "organization", "provider", "model", "created_at"]
    list_filter = ["provider", ("organization", RelatedOnlyFieldListFilter)]
    list_select_related = ["organization"]
    search_fields = ["name", "model"]

    def get_urls(self) -> list[Any]:
        name = "evaluation_evaluatorprofile"
        own = [
            path(
                "<path:object_id>/compare/",
                self.admin_site.admin_view(self.compare_view),
                name=f"{name}_compare",
            ),
            path(
                "<path:object_id>/version/",
                self.admin_site.admin_view(self.version_view),
                name=f"{name}_version",
            ),
        ]
        return own + super().get_urls()

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        profile = self.get_object(request, object_id)
        more: dict[str, Any] = {}
        if profile is not None:
            more = {
                "caveats": caveats_of(profile),
                "may_version": self._may_version(request, profile),
                "profile": profile,
            }
        return super().change_view(request, object_id, form_url, (extra_context or {}) | more)

    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """With the version named by `with`, else the one before it."""
        profile = self._profile_or_404(request, object_id)
        others = self._others(request, profile)
        wanted = request.GET.get("with", "")
        other = next((each for each in others if str(each.pk) == wanted), None)
        if wanted and other is None:
            raise Http404
        other = other or next((each for each in others if each.version < profile.version), None)
        context = self._context(request, profile) | {
            "title": f"{profile} compared",
            "others": others,
            "other": other,
            "diff": compare(other, profile) if other else None,
        }
        return TemplateResponse(request, "evaluation/profile_compare.html", context)

    def version_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        profile = self._profile_or_404(request, object_id)
        if not self._may_version(request, profile):
            raise PermissionDenied
        form = ProfileVersionForm(request.POST or None, profile=profile)
        made = self._defined(request, profile, form) if form.is_valid() else None
        if made is not None:
            place = reverse("admin:evaluation_evaluatorprofile_change", args=[made.pk])
            return HttpResponseRedirect(place)
        context = self._context(request, profile) | {
            "title": f"New version of {profile.name}",
            "form": form,
        }
        return TemplateResponse(request, "evaluation/profile_version.html", context)

    def _defined(
        self, request: HttpRequest, profile: EvaluatorProfile, form: ProfileVersionForm
    ) -> EvaluatorProfile | None:
        """By the same code as the API's, which may refuse; then the form says why."""
        organization, actor = profile.organization, request.user
        try:
            with denials_kept(organization, at=DenialPoint.CREATE, actor=actor):  # type: ignore[arg-type]
                made, new = define_profile(organization, form.spec, actor=actor)  # type: ignore[arg-type]
        except DefinitionRefused as refused:
            for problem in refused.problems:
                form.add_error(None, f"{problem.sentence} ({problem.code})")
        except DomainError as refused:
            form.add_error(None, refused.message)
        else:
            said = f"Stored {made}." if new else f"This is {made} already: nothing was stored."
            self.message_user(request, said, messages.SUCCESS if new else messages.WARNING)
            return made
        return None

    def _others(self, request: HttpRequest, profile: EvaluatorProfile) -> list[EvaluatorProfile]:
        """All versions that it may be compared with: those of its own name first."""
        found = self._texts(request).filter(organization=profile.organization)
        rows = found.exclude(pk=profile.pk).order_by("name", "-version")
        return sorted(rows, key=lambda each: each.name != profile.name)

    def _may_version(self, request: HttpRequest, profile: EvaluatorProfile) -> bool:
        granted = request.user.has_perm("evaluation.add_evaluatorprofile")
        mine = organizations_of(request, needed=Role.EDITOR)
        return granted and mine.filter(pk=profile.organization_id).exists()

    def _profile_or_404(self, request: HttpRequest, object_id: str) -> EvaluatorProfile:
        if not self.has_view_permission(request):
            raise PermissionDenied
        profile = self.get_object(request, object_id)
        if profile is None:
            raise Http404
        return self._texts(request).get(pk=profile.pk)

    def _texts(self, request: HttpRequest) -> QuerySet[EvaluatorProfile]:
        rows = self.get_queryset(request)
        return rows.select_related("organization", "connection", "rubric", "prompt_template")

    def _context(self, request: HttpRequest, profile: EvaluatorProfile) -> dict[str, Any]:
        context = self.admin_site.each_context(request)
        return {**context, "opts": self.opts, "profile": profile}


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


@admin.register(HumanLabel)
class HumanLabelAdmin(ReadOnlyAdmin):
    organization_path = "attempt__run__experiment__organization"
    fields = ["attempt", "analyst", "source", "quality", "accept", "created_at"]
    list_display = ["attempt", "analyst", "source", "quality", "accept", "created_at"]
    list_select_related = ["attempt", "analyst"]
    search_fields = ["source"]


@admin.register(InjectionReport)
class InjectionReportAdmin(ReadOnlyAdmin):
    """Made by the command judge_canaries."""

    organization_path = "profile__organization"
    fields = ["profile", "canaries_version", "threshold", "n_moved", "n_failed", "n_calls"]
    fields += ["cost_usd", "results", "created_at"]
    list_display = ["profile", "n_moved", "n_failed", "threshold", "cost_usd", "created_at"]
    list_select_related = ["profile"]
