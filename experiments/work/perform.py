"""Performing one job; whatever happens becomes an outcome."""

import asyncio
import logging

from django.utils import timezone

from experiments.work.observed import watched
from experiments.work.stage import Job, Outcome, Session
from providers.codes import ErrorCode
from providers.contract import ProviderError

logger = logging.getLogger(__name__)


async def perform(session: Session, job: Job) -> Outcome:
    return await watched(session, job, _perform)


async def _perform(session: Session, job: Job) -> Outcome:
    answer, error, aborted = None, None, False
    try:
        answer = await session.perform(job)
    except ProviderError as fault:
        error = fault
    except asyncio.CancelledError:
        aborted = True
    except Exception:
        logger.exception("Performing %s %s failed", type(job.item).__name__, job.id)
        error = ProviderError(ErrorCode.INTERNAL_ERROR, "Bakeoff failed at this step; see its log.")
    return Outcome(job=job, finished_at=timezone.now(), answer=answer, error=error, aborted=aborted)
