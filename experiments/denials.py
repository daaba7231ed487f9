"""From what preflight found to the facts that are kept of it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from experiments.preflight import Refused
from experiments.work.stage import Problem
from organizations.models import Organization, User
from providers.codes import DenialCode, DenialPoint
from providers.denials import Denied, record_denials

CODES = frozenset(code.value for code in DenialCode)


def keep_denials(
    organization: Organization,
    problems: Iterable[Problem],
    *,
    at: DenialPoint,
    experiment_id: UUID | None = None,
    actor: User | None = None,
) -> None:
    """Store those of the problems that the organisation's policy is the cause of.

    Call it outside of the transaction that the refusal undoes.
    """
    denied = [
        denied_of(problem) for problem in problems if problem.provider and problem.code in CODES
    ]
    if denied:
        record_denials(organization, denied, at=at, experiment_id=experiment_id, actor=actor)


@contextmanager
def denials_kept(
    organization: Organization,
    *,
    at: DenialPoint,
    experiment_id: UUID | None = None,
    actor: User | None = None,
) -> Iterator[None]:
    """Around whatever may be refused, with any transaction inside: it is over by then."""
    try:
        yield
    except Refused as refused:
        keep_denials(
            organization, refused.problems, at=at, experiment_id=experiment_id, actor=actor
        )
        raise


def denied_of(problem: Problem) -> Denied:
    return Denied(
        code=DenialCode(problem.code),
        provider=problem.provider,
        model=problem.model,
        arm=problem.arm,
    )
