"""The stage of provider calls: each pending attempt is sent to its arm's model."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from experiments.models import Attempt, Run, RunArm, Task
from experiments.preflight import arm_problems
from experiments.prompts import render_task_prompt, shape_of
from experiments.states import WorkState
from experiments.targets import Target, open_target
from experiments.work.admission import Route
from experiments.work.calls import CallPayload, CallSession
from experiments.work.refusals import Refusal
from experiments.work.stage import (
    Among,
    Job,
    Outcome,
    PlannedCalls,
    Problem,
    Session,
    Stage,
)
from providers.codes import ErrorCode
from providers.contract import Generation, GenerationRequest, Message
from providers.policy import entries_of
from providers.text import storable

PROMPTS_KEPT = 2_000  # in the memory of one drain
PROMPTS_AHEAD = 64  # of the attempts that are next


class AttemptStage(Stage):
    name = "attempts"
    model = Attempt
    runs_at_once: ClassVar[int] = settings.ATTEMPT_RUNS
    provider_path = "arm__provider"
    connection_path = "arm__connection"
    result_fields = (
        "finish_reason",
        "native_finish_reason",
        "model_served",
        "request_id",
        "output_text",
        "usage",
        "cost_usd",
        "cost_source",
        "latency_ms",
        "responded_at",
    )

    def preflight(self, draft: Any) -> list[Problem]:
        return arm_problems(draft)

    def planned_calls(self, draft: Any) -> list[PlannedCalls]:
        around, shows = shape_of(draft.experiment.prompt_template or None)
        return [
            PlannedCalls(
                arm=arm.key,
                provider=arm.provider,
                model=arm.model,
                max_output_tokens=arm.parameters.get("max_output_tokens"),
                around=around,
                shows=shows,
            )
            for arm in draft.arms
        ]

    def session(self, run: Run) -> Session:
        return AttemptSession(run)


class AttemptSession(CallSession):
    stage_name = AttemptStage.name

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self.slots = min(settings.DRAIN_SLOTS, run.max_concurrency)
        self.prompts: dict[UUID, str] = {}

    def open_targets(self) -> None:
        organization = self.run.experiment.organization
        self.allowlist = entries_of(organization)
        self.arms = {arm.pk: arm for arm in self.run.arms.select_related("connection")}
        self.route_by_arm = {arm.pk: _route(arm) for arm in self.arms.values()}
        self.targets = {
            arm.pk: open_target(
                organization, connection=arm.connection, model=arm.model, allowlist=self.allowlist
            )
            for arm in self.arms.values()
        }

    def rows(self) -> QuerySet[Any]:
        return Attempt.objects.filter(run=self.run)

    def routes(self) -> list[tuple[Route, Among]]:
        arms_of: dict[Route, list[UUID]] = {}
        for arm_id, route in self.route_by_arm.items():
            arms_of.setdefault(route, []).append(arm_id)
        if len(arms_of) == 1:
            return [(route, {}) for route in arms_of]
        return [(route, {"arm_id": ids}) for route, ids in arms_of.items()]

    def route_of(self, item: Attempt) -> Route:
        return self.route_by_arm[item.arm_id]

    def target_of(self, item: Attempt) -> Target:
        return self.targets[item.arm_id]

    def refusals(self) -> list[Refusal]:
        return [
            Refusal(
                where=Q(arm_id=arm_id),
                error=target.refusal,
                denied=target.denied(arm=self.arms[arm_id].key),
            )
            for arm_id, target in self.targets.items()
            if target.refusal
        ]

    def payloads(self, items: Sequence[Attempt]) -> list[CallPayload]:
        self._remember_prompts({item.task_id for item in items})
        return [
            CallPayload(target=self.targets[item.arm_id], request=self._request(item))
            for item in items
        ]

    async def perform(self, job: Job) -> Generation:
        return await self.call(job)

    def generation_of(self, answer: Generation) -> Generation:
        return answer

    def apply_answer(self, outcome: Outcome, generation: Generation | None) -> None:
        item = outcome.job.item
        error = outcome.error
        if error and error.code == ErrorCode.TIMEOUT and error.http_status is None:
            item.latency_ms = self.run.attempt_timeout_seconds * 1000.0  # censored there
        if generation:
            fill(item, generation)
            item.responded_at = outcome.finished_at

    def _request(self, attempt: Attempt) -> GenerationRequest:
        arm = self.arms[attempt.arm_id]
        return GenerationRequest(
            model=arm.model,
            messages=(Message(role="user", content=self.prompts[attempt.task_id]),),
            parameters=arm.parameters,
            timeout_seconds=self.run.attempt_timeout_seconds,
            repeat=attempt.repeat,
        )

    def _remember_prompts(self, task_ids: set[UUID]) -> None:
        """At once those that are not in memory, and those that will soon be wanted; where they get
        too many, all go first."""
        missing = task_ids - self.prompts.keys()
        if not missing:
            return
        if len(self.prompts) + len(missing) + PROMPTS_AHEAD > PROMPTS_KEPT:
            self.prompts, missing = {}, task_ids
        wanted = missing | (self._next_tasks() - self.prompts.keys())
        tasks = Task.objects.filter(pk__in=wanted)
        template = self.run.config.get("prompt_template")
        for task in tasks.values_list("pk", "prompt", "files", "answer", named=True):
            self.prompts[task.pk] = render_task_prompt(task, template=template)

    def _next_tasks(self) -> set[UUID]:
        waiting = self.rows().filter(state=WorkState.PENDING).order_by("available_at")
        return set(waiting.values_list("task_id", flat=True)[:PROMPTS_AHEAD])


def _route(arm: RunArm) -> Route:
    """The connection says whom it calls. Rows of an arm without one are refused, under whatever
    id."""
    if arm.connection is None:
        return Route(connection_id=arm.pk, provider=arm.provider)
    return Route(connection_id=arm.connection.pk, provider=arm.connection.provider)


def fill(attempt: Attempt, generation: Generation) -> None:
    """What arrived, as sent, made storable."""
    attempt.output_text = storable(generation.text)
    attempt.finish_reason = generation.finish_reason
    attempt.native_finish_reason = storable(generation.native_finish_reason or "")[:100]
    attempt.model_served = storable(generation.model_served or "")[:200]
    attempt.request_id = storable(generation.request_id or "")[:200]
    attempt.usage = asdict(generation.usage) if generation.usage else None
