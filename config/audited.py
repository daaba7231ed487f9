"""What the audit log records: models, and the fields of each that matter.

Rows that runs make by the thousand (attempts, calls, validations, evaluations) are not here: what
ran is read-only, and tells its own story.
"""

from typing import Any


def hidden(value: str) -> str:
    """Tells that a field has changed, and nothing else about it."""
    return "[hidden]"


def _audited(model: str, fields: str, **options: Any) -> dict[str, Any]:
    return {"model": model, "include_fields": fields.split(), **options}


_PASSWORD = {"mask_fields": ["password"], "mask_callable": f"{__name__}.{hidden.__name__}"}
_PERMISSIONS = {"m2m_fields": {"groups", "user_permissions"}}

AUDITED = [
    _audited("organizations.Organization", "slug name"),
    _audited("organizations.Membership", "user role"),
    _audited(
        "organizations.User",
        "username email first_name last_name password is_active is_staff is_superuser",
        **_PASSWORD,
        **_PERMISSIONS,
    ),
    _audited("organizations.ApiToken", "user name scope expiry revoked_at"),
    _audited("mfa.Authenticator", "user type"),
    _audited("socialaccount.SocialAccount", "user provider uid"),
    _audited("auth.Group", "name", m2m_fields={"permissions"}),
    _audited(
        "providers.AllowlistEntry",
        "provider enabled allowed_models max_concurrency requests_per_minute monthly_budget_usd",
    ),
    _audited(
        "providers.Connection", "name provider settings credential_reference credential_origin"
    ),
    _audited(
        "providers.PriceOverride",
        "provider model_pattern input_usd cached_input_usd cache_write_usd output_usd"
        " effective_from effective_until note",
    ),
    _audited("experiments.TaskSet", "name version digest n_tasks"),
    _audited(
        "experiments.Experiment",
        "name task_set repeats max_concurrency deadline_seconds attempt_timeout_seconds"
        " budget_usd on_interrupt prompt_template evaluator",
    ),
    # How a run is steered; how it goes by itself is not recorded here.
    _audited(
        "experiments.Run",
        "experiment state deadline_at cancel_requested_at paused_at budget_usd",
    ),
    _audited("experiments.Arm", "key provider connection model parameters"),
    _audited("evaluation.Rubric", "version digest"),
    _audited("evaluation.PromptTemplate", "version digest"),
    _audited(
        "evaluation.EvaluatorProfile",
        "name version digest provider connection model parameters structured_output rubric"
        " prompt_template",
    ),
    # What came of one is sealed in its comparison.
    _audited("evaluation.Replay", "run reason n_attempts"),
]
