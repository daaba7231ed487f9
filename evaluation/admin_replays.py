"""Replays in the admin: looked at, and started from the list of runs once their cost was shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from evaluation.bodies import REASON_LENGTH
from evaluation.models import Replay
from evaluation.replay import ReplayPlan, judges_for, plan_replay, start_replay
from experiments.admin_runs import RunAdmin
from experiments.estimate_view import EstimateView, view_of
from experiments.models import Run
from organizations.admin_scoping import ReadOnlyAdmin, organizations_of
from organizations.errors import DomainError
from organizations.roles import Role

ONE_ORGANISATION = "Choose runs of one organisation: it is its profiles that judge."


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A run with what judging it again would cost, or why it cannot be; neither: not asked yet."""

    run: Run
    plan: ReplayPlan | None = None
    estimate: EstimateView | None = None
    refusal: str = ""


@admin.register(Replay)
class ReplayAdmin(ReadOnlyAdmin):
    organization_path = "run__experiment__organization"
    fields = ["work", "run", "profile", "state", "reason", "created_by", "n_attempts"]
    fields += ["attempt_set_digest", "originals_digest"]
    list_display = ["work", "run", "profile", "state", "created_by", "n_attempts"]
    list_select_related = ["work__judged_by__profile", "work__created_by", "run"]
    search_fields = ["reason"]

    @admin.display(ordering="work__judged_by__profile__name")
    def profile(self, replay: Replay) -> str | None:
        """None: it was imported."""
        judged_by = getattr(replay.work, "judged_by", None)
        return str(judged_by.profile) if judged_by else None

    @admin.display(ordering="work__state")
    def state(self, replay: Replay) -> str:
        return str(replay.work.state)

    @admin.display(ordering="work__created_by__username")
    def created_by(self, replay: Replay) -> str:
        return str(replay.work.created_by or "")


admin.site.unregister(Run)


@admin.register(Run)
class ReplayedRunAdmin(RunAdmin):
    actions = [*RunAdmin.actions, "replay"]

    @admin.action(description="Judge again…", permissions=["steer"])
    def replay(self, request: HttpRequest, runs: QuerySet[Run]) -> HttpResponse | None:
        """The first press asks under which profile, the second shows the cost, the third starts."""
        chosen = self._replayable(request, runs)
        if not chosen:
            return None
        reference = request.POST.get("profile", "")
        if reference and request.POST.get("do") == "start":
            for run in chosen:
                self._start(request, run, reference=reference)
            return None
        planned = [_planned(run, reference) for run in chosen]
        return self._ask(request, planned, reference=reference)

    def _replayable(self, request: HttpRequest, runs: QuerySet[Run]) -> list[Run]:
        own = set(organizations_of(request, needed=Role.EDITOR).values_list("pk", flat=True))
        chosen = []
        for run in runs.select_related("experiment__organization"):
            if run.experiment.organization_id in own:
                chosen.append(run)
            else:
                text = f"{run}: this needs the role “{Role.EDITOR.label}”."
                self.message_user(request, text, messages.ERROR)
        if len({run.experiment.organization_id for run in chosen}) > 1:
            self.message_user(request, ONE_ORGANISATION, messages.ERROR)
            return []
        return chosen

    def _start(self, request: HttpRequest, run: Run, *, reference: str) -> None:
        reason = request.POST.get("reason", "")
        user: Any = request.user
        try:
            replay = start_replay(run, reference=reference, actor=user, reason=reason)
        except DomainError as refusal:
            self.message_user(request, f"{run}: {refusal.message}", messages.ERROR)
        else:
            self.log_change(request, run, f"Judged again as {replay}.")
            text = f"{run} of {run.experiment} is judged again: replay {replay}."
            self.message_user(request, text, messages.SUCCESS)

    def _ask(
        self, request: HttpRequest, planned: Sequence[Planned], *, reference: str
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Judge again",
            "opts": self.opts,
            "planned": planned,
            "judges": judges_for(planned[0].run),
            "chosen": reference,
            "reason": request.POST.get("reason", ""),
            "reason_length": REASON_LENGTH,
            "startable": any(each.plan and not each.plan.problems for each in planned),
        }
        return TemplateResponse(request, "evaluation/replay_action.html", context)


def _planned(run: Run, reference: str) -> Planned:
    if not reference:
        return Planned(run=run)
    try:
        plan = plan_replay(run, reference=reference)
    except DomainError as refusal:
        return Planned(run=run, refusal=refusal.message)
    return Planned(run=run, plan=plan, estimate=view_of(plan.estimate))
