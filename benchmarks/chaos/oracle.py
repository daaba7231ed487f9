"""The boards' estimates once more, by nothing but SQL over the stored rows (PostgreSQL).

By the definitions of docs/statistics.md, written without a look at the product's own code: the
unit is the task, so attempts are averaged by task first.
"""

from dataclasses import dataclass

from django.db import connection

from experiments.models import Run

BY_TASK = """
WITH attempts AS (
    SELECT arm.key AS arm, attempt.task_id AS task, {value} AS value
    FROM experiments_attempt attempt
    JOIN experiments_runarm arm ON arm.id = attempt.arm_id
    LEFT JOIN experiments_validation checked
        ON checked.attempt_id = attempt.id AND checked.source = 'engine'
    LEFT JOIN evaluation_evaluation judged
        ON judged.attempt_id = attempt.id AND judged.state = 'succeeded'
    WHERE attempt.run_id = %s
), tasks AS (
    SELECT arm, task, {of_task} AS value, count(value) AS scored, count(*) AS attempts
    FROM attempts GROUP BY arm, task
)
SELECT arm, {of_arm}, count(value), sum(scored), sum(attempts) FROM tasks GROUP BY arm
"""
MEAN = {"of_task": "avg(value)", "of_arm": "avg(value)"}
BOARDS = {
    "quality": {
        "value": """CASE WHEN attempt.state <> 'succeeded' OR checked.status = 'error' THEN 0.0
                         ELSE coalesce(checked.score, CASE checked.status
                             WHEN 'passed' THEN 1.0 WHEN 'failed' THEN 0.0 END) END""",
        **MEAN,
    },
    "latency": {
        "value": """CASE WHEN attempt.state = 'succeeded' OR attempt.error_code = 'timeout'
                         THEN attempt.latency_ms END""",
        "of_task": "percentile_cont(0.5) WITHIN GROUP (ORDER BY value)",
        "of_arm": "exp(avg(ln(value)))",
    },
    "cost": {"value": "attempt.cost_usd::float8", **MEAN},
    "evaluator": {"value": "judged.quality", **MEAN},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Tasks that have a value, attempts that have one, and all attempts."""

    estimate: float
    tasks: int
    scored: int
    attempts: int


def board(name: str, *, run: Run) -> dict[str, Row]:
    """By arm."""
    with connection.cursor() as cursor:
        cursor.execute(BY_TASK.format(**BOARDS[name]), [run.pk])
        return {
            arm: Row(
                estimate=float(estimate), tasks=tasks, scored=int(scored), attempts=int(attempts)
            )
            for arm, estimate, tasks, scored, attempts in cursor.fetchall()
        }
