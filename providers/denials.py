"""Keeping what the policy said no to, as facts that can be counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from organizations.models import Organization, User
from providers.codes import DenialCode, DenialPoint
from providers.models import PolicyDenial


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied:
    """`arm` is the arm's key, None for the evaluator."""

    code: DenialCode
    provider: str
    model: str
    arm: str | None = None


def record_denials(
    organization: Organization,
    denied: Iterable[Denied],
    *,
    at: DenialPoint,
    experiment_id: UUID | None = None,
    run_id: UUID | None = None,
    actor: User | None = None,
) -> None:
    """One row for each; at claim one per run, arm and code, however often it is said.

    They go with the transaction that is open: where a refusal undoes it, record after that.
    """
    PolicyDenial.objects.bulk_create(
        (
            PolicyDenial(
                organization=organization,
                at=at,
                code=each.code,
                provider=each.provider[:200],
                model=each.model[:200],
                arm_key=(each.arm or "")[:200],
                experiment_id=experiment_id,
                run_id=run_id,
                actor=actor,
            )
            for each in denied
        ),
        ignore_conflicts=at == DenialPoint.CLAIM,
    )
