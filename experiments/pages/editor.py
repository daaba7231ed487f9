"""Defining, changing and copying an experiment: a form, a review, and then it is stored.

Between the steps everything is in the form itself. Before the last one nothing is stored but
tasks that were uploaded: versions of a task set, which harm nobody.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from experiments import presenters, queries
from experiments.definitions import (
    change_experiment,
    check_experiment,
    create_experiment,
    draft_of,
)
from experiments.denials import denials_kept
from experiments.estimate import estimate_draft
from experiments.estimate_view import view_of
from experiments.forms.drafts import Draft, blank, copied, drafted, posted, seen
from experiments.forms.editor import Editor, editor_of
from experiments.forms.uploads import store_upload
from experiments.idempotency import Answer, Keep, once_awaited
from experiments.models import Experiment, TaskSet
from experiments.overview import able_to
from experiments.pace import pace_of
from experiments.spec import ExperimentBody
from organizations.access import organization_or_404, require_role, role_in
from organizations.conditional import ChangedMeanwhile, locked
from organizations.errors import DomainError
from organizations.models import Organization
from organizations.pages import MemberRequest, member_page
from organizations.roles import Role
from providers.amounts import dollars
from providers.codes import DenialPoint

CHANGED = (
    "Somebody else changed the experiment in the meantime. What you typed stands below; open the"
    " experiment again to see what it is now."
)
NO_FILE = "Choose a file first."


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who works on what. `experiment` is None where a new one is defined."""

    request: MemberRequest
    organization: Organization
    experiment: Experiment | None

    @property
    def point(self) -> DenialPoint:
        return DenialPoint.UPDATE if self.experiment else DenialPoint.CREATE

    def denials_kept(self) -> Any:
        return denials_kept(
            self.organization,
            at=self.point,
            experiment_id=self.experiment.pk if self.experiment else None,
            actor=self.request.user,
        )


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def create(request: MemberRequest, slug: str) -> HttpResponse:
    organization = organization_or_404(request.user, slug=slug)
    require_role(request.user, organization, needed=Role.EDITOR)
    desk = Desk(request=request, organization=organization, experiment=None)
    if request.method == "POST":
        return _step(desk, posted(request.POST))
    model = request.GET.get("from")
    return _form(desk, copied(_model(desk, model)) if model else blank())


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def edit(request: MemberRequest, experiment_id: UUID) -> HttpResponse:
    experiment = queries.experiment_or_404(request.user, experiment_id=experiment_id)
    require_role(request.user, experiment.organization, needed=Role.EDITOR)
    desk = Desk(request=request, organization=experiment.organization, experiment=experiment)
    if request.method == "POST":
        return _step(desk, posted(request.POST))
    return _form(desk, drafted(experiment))


def _model(desk: Desk, pk: str) -> Experiment:
    """The experiment to copy: of the same organisation, or none at all."""
    try:
        found = queries.experiment_or_404(desk.request.user, experiment_id=UUID(pk))
    except ValueError:
        raise Http404("Not found.") from None
    if found.organization != desk.organization:
        raise Http404("Not found.")
    return found


def _step(desk: Desk, draft: Draft) -> HttpResponse:
    """What the pressed button asks for. A file that came along is stored whatever it was."""
    asked, _, which = desk.request.POST.get("do", "review").partition("-")
    faults = _take_file(desk, draft, wanted=asked == "upload")
    if asked == "add":
        draft.add_arm()
    elif asked == "remove":
        draft.remove_arm(which)
    if faults or asked in ("add", "remove", "upload", "back"):
        return _form(desk, draft, file_faults=faults)
    return _checked(desk, draft, save=asked == "save")


def _take_file(desk: Desk, draft: Draft, *, wanted: bool) -> list[str]:
    """Store the tasks that were sent and choose them; what is wrong with them otherwise."""
    sent = desk.request.FILES.get("tasks_file")
    if sent is None:
        return [NO_FILE] if wanted else []
    stored = store_upload(desk.organization, sent, name=draft.fields["tasks_name"])
    if not isinstance(stored, TaskSet):
        return stored
    draft.fields |= {"task_set": str(stored.pk), "tasks_name": ""}
    messages.success(desk.request, f"The tasks are stored as {stored}, and chosen below.")
    return []


def _checked(desk: Desk, draft: Draft, *, save: bool) -> HttpResponse:
    """The review, or the stored experiment; the form again where anything is wrong."""
    editor = editor_of(desk.organization, draft, asked=True)
    body = editor.body()
    if body is None:
        return _show(desk, editor, status=422)
    try:
        with desk.denials_kept():
            return _save(desk, draft, body) if save else _review(desk, draft, body)
    except DomainError as refusal:
        editor.tell(refusal)
        return _show(desk, editor, status=422)


def _review(desk: Desk, draft: Draft, body: ExperimentBody) -> HttpResponse:
    task_set = check_experiment(desk.organization, body, experiment=desk.experiment)
    run = draft_of(desk.organization, body, task_set=task_set)
    estimate = estimate_draft(run)
    context = _context(desk) | {
        "body": body,
        "task_set": task_set,
        "arms": presenters.arm_rows_of(body),
        "budget": None if body.budget_usd is None else dollars(body.budget_usd),
        "estimate": view_of(estimate),
        "pace": pace_of(estimate, run.allowlist),
        "n_attempts": task_set.n_tasks * len(body.arms) * body.repeats,
        "hidden": list(draft.items()),
        "idempotency_key": uuid4().hex,
    }
    return render(desk.request, "experiments/review.html", context)


def _save(desk: Desk, draft: Draft, body: ExperimentBody) -> HttpResponse:
    if desk.experiment:
        return redirect(_change(desk, desk.experiment, draft, body))
    answer = once_awaited(
        desk.organization,
        key=desk.request.POST.get("idempotency_key"),
        asked={"page": "experiment-new", "draft": dict(draft.items())},
        act=lambda keep: _create(desk, body, keep=keep),
    )
    if not answer.replayed:
        messages.success(desk.request, f"“{body.name}” is defined. Nothing has run yet.")
    return redirect(answer.location)


def _create(desk: Desk, body: ExperimentBody, *, keep: Keep) -> Answer:
    with transaction.atomic():
        experiment = create_experiment(desk.organization, body, actor=desk.request.user)
        answer = Answer(status=302, location=_address(experiment), body=None)
        keep(answer)
    return answer


def _change(desk: Desk, experiment: Experiment, draft: Draft, body: ExperimentBody) -> str:
    rows = Experiment.objects.for_user(desk.request.user).select_related("organization")
    with locked(rows, pk=experiment.pk) as held:
        if seen(held) != draft.fields["seen"]:
            raise ChangedMeanwhile("changed_meanwhile", CHANGED)
        change_experiment(held, body)
    messages.success(desk.request, f"“{body.name}” is changed. Runs keep what they started with.")
    return _address(experiment)


def _form(desk: Desk, draft: Draft, *, file_faults: list[str] | None = None) -> HttpResponse:
    editor = editor_of(desk.organization, draft, asked=False)
    status = 422 if file_faults else 200
    return _show(desk, editor, status=status, file_faults=file_faults)


def _show(
    desk: Desk, editor: Editor, *, status: int, file_faults: list[str] | None = None
) -> HttpResponse:
    user = desk.request.user
    governs = role_in(user, desk.organization) == Role.ADMIN and user.is_staff
    context = _context(desk) | {
        "editor": editor,
        "form": editor.form,
        "file_faults": file_faults or [],
        "admins": [] if governs else able_to(desk.organization, needed=Role.ADMIN),
        "providers": presenters.provider_rows(editor.choices, desk.organization, governs=governs),
    }
    return render(desk.request, "experiments/editor.html", context, status=status)


def _context(desk: Desk) -> dict[str, Any]:
    return {"organization": desk.organization, "experiment": desk.experiment}


def _address(experiment: Experiment) -> str:
    return reverse("experiment", args=[experiment.pk])
