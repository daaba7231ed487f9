"""A finished run of any size, written by PostgreSQL itself: attempts, validations, judgements."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from benchmarks.planned import ARMS, store_experiment
from evaluation.models import Evaluation, EvaluatorProfile, RunProfile
from experiments.models import Attempt, Run, RunArm, Validation
from experiments.states import RunState, ValidationStatus, WorkState
from providers.codes import ErrorCode
from providers.prices import CostSource

REPEATS = 10
USAGE = {"input_tokens": 1843, "cached_input_tokens": 0, "output_tokens": 612, "valid": True}
FAILING = 0.03
# In the order of planning, each with its number and three numbers in 0..1 of its own.
ATTEMPTS = """
    SELECT cell.*, {u1} AS u1, {u2} AS u2, {u3} AS u3 FROM (
        SELECT arm.id AS arm_id, task.id AS task_id, repeat,
               arm.place AS arm, task.place AS task,
               ((repeat - 1) * %(tasks)s + task.place) * %(arms)s + arm.place AS n
        FROM (SELECT id, row_number() OVER (ORDER BY key) - 1 AS place FROM experiments_runarm
              WHERE run_id = %(run)s) AS arm,
             (SELECT id, row_number() OVER (ORDER BY key) - 1 AS place FROM experiments_task
              WHERE task_set_id = %(task_set)s) AS task,
             generate_series(1, %(repeats)s) AS repeat
    ) AS cell ORDER BY n
"""
SUCCEEDED = """
    SELECT a.id AS attempt_id, n, {u1} AS u1, {u2} AS u2, {u3} AS u3 FROM (
        SELECT id, ('x' || right(id::text, 12))::bit(48)::bigint AS n FROM experiments_attempt
        WHERE run_id = %(run)s AND state = 'succeeded'
    ) AS a ORDER BY n
"""
ID = "(%(prefix)s || lpad(to_hex(n), 16, '0'))::uuid"
TAKEN = "%(now)s + u3 * interval '2 seconds'"


def filled_run(*, attempts: int) -> Run:
    """ARMS arms, REPEATS repeats of each of the tasks, all validated and judged but for the few
    that failed. Raises ValueError where that does not come out even."""
    experiment = store_experiment(attempts=attempts, judged=True, repeats=REPEATS)
    now = timezone.now()
    run = Run.objects.create(
        experiment=experiment,
        task_set=experiment.task_set,
        state=RunState.COMPLETED,
        config_digest="sha256:" + "0" * 64,
        repeats=REPEATS,
        max_concurrency=64,
        attempt_timeout_seconds=60,
        started_at=now - timedelta(hours=1),
        finished_at=now,
    )
    RunArm.objects.bulk_create(
        RunArm(run=run, key=arm.key, provider=arm.provider, model=arm.model)
        for arm in experiment.arms.all()
    )
    profile = EvaluatorProfile.objects.filter(organization=experiment.organization).get()
    RunProfile.objects.create(run=run, profile=profile)
    _fill(run, profile)
    return run


def _fill(run: Run, profile: EvaluatorProfile) -> None:
    _insert(Attempt(run=run, **_attempt()), _attempts(), of=ATTEMPTS, salt=0)
    done = {"state": WorkState.SUCCEEDED, "claims": 1, "started_at": timezone.now()}
    _insert(Validation(run=run, **done), _validations(), of=SUCCEEDED, salt=3)
    judged = {"provider_calls": 1, "profile": profile, "cost_source": CostSource.TABLE}
    _insert(Evaluation(run=run, **done, **judged), _evaluations(), of=SUCCEEDED, salt=6)
    with connection.cursor() as cursor:
        for model in (Attempt, Validation, Evaluation):
            cursor.execute(f"VACUUM (ANALYZE) {model._meta.db_table}")


def _attempt() -> dict[str, Any]:
    return {
        "claims": 1,
        "provider_calls": 1,
        "finish_reason": "stop",
        "native_finish_reason": "stop",
        "model_served": "model-2026-10-01",
        "request_id": "req_0123456789abcdef0123456789abcdef",
        "output_text": "def solve(values):\n    return sorted(values)\n" * 4,
        "usage": USAGE,
        "cost_source": CostSource.TABLE.value,
        "started_at": timezone.now(),
    }


def _attempts() -> dict[str, str]:
    codes = (ErrorCode.TIMEOUT, ErrorCode.EMPTY_RESPONSE, ErrorCode.PROVIDER_UNAVAILABLE)
    listed = ", ".join(f"'{code.value}'" for code in codes)
    failed = f"u1 < {FAILING}"
    return {
        "id": ID,
        "arm_id": "arm_id",
        "task_id": "task_id",
        "repeat": "repeat",
        "state": f"CASE WHEN {failed} THEN 'failed' ELSE 'succeeded' END",
        "error_code": f"CASE WHEN {failed} THEN (ARRAY[{listed}])[1 + n %% 3] ELSE '' END",
        "latency_ms": "exp(6 + 2 * u2 + arm * 0.05)",
        "cost_usd": "round((0.001 + u3 / 50 + arm * 0.0005)::numeric, 9)",
        "finished_at": TAKEN,
    }


def _validations() -> dict[str, str]:
    passed = "u2 < 0.4 + (n %% 10) * 0.02"
    return {
        "id": ID,
        "attempt_id": "attempt_id",
        "status": f"CASE WHEN {passed} THEN '{ValidationStatus.PASSED}'"
        f" ELSE '{ValidationStatus.FAILED}' END",
        "score": f"CASE WHEN {passed} THEN 1 ELSE 0 END",
        "finished_at": TAKEN,
    }


def _evaluations() -> dict[str, str]:
    scores = {"quality": "u1", "risk": "u2", "confidence": "u3"}
    return {
        "id": ID,
        "attempt_id": "attempt_id",
        **{name: f"round({number}::numeric, 2)" for name, number in scores.items()},
        "latency_ms": "exp(7 + u2)",
        "cost_usd": "0.002",
        "finished_at": TAKEN,
    }


def _insert(pattern: Any, varying: Mapping[str, str], *, of: str, salt: int) -> None:
    """A row of the pattern for each of `of`, with expressions over its columns instead of some."""
    fields = pattern._meta.concrete_fields
    own = {
        f"own_{field.attname}": field.get_db_prep_save(getattr(pattern, field.attname), connection)
        for field in fields
    }
    values = [varying.get(field.attname, f"%(own_{field.attname})s") for field in fields]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    rows = of.format(**{f"u{n}": _uniform(salt + n) for n in (1, 2, 3)})
    statement = (
        f"INSERT INTO {pattern._meta.db_table} ({columns})"
        f" SELECT {', '.join(values)} FROM ({rows}) AS attempt"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, own | _shape(pattern.run))


def _shape(run: Run) -> dict[str, Any]:
    return {
        "run": run.pk,
        "task_set": run.task_set_id,
        "arms": ARMS,
        "tasks": run.task_set.n_tasks,
        "repeats": REPEATS,
        "prefix": run.pk.hex[:16],
        "now": timezone.now(),
    }


def _uniform(salt: int) -> str:
    """A number in 0..1 that depends on `n` and the salt alone."""
    return f"((hashint8extended(n, {salt}) & 1048575) / {2**20}.0)::float8"
