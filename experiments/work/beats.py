"""The signs of life of drains: who works on what, and how full it is. For people to look at; the
engine itself goes by leases."""

import logging
import os
import socket
from datetime import datetime, timedelta
from uuid import UUID

from django.db import Error, InterfaceError, OperationalError
from django.utils import timezone

from experiments.models import WorkerBeat

logger = logging.getLogger(__name__)
FORGOTTEN_AFTER = timedelta(hours=1)


class Sign:
    """A drain's row. A drain that is over before its first heartbeat never has one."""

    def __init__(self, token: UUID, *, run_id: UUID, stage: str) -> None:
        self.token, self.run_id, self.stage = token, run_id, stage
        self.started_at = timezone.now()
        self.shown = False

    def show(self, *, slots: int, in_flight: int) -> None:
        """Raises OperationalError or InterfaceError where the database is away; whatever else is
        wrong with it, the work goes on."""
        row = WorkerBeat(
            id=self.token,
            run_id=self.run_id,
            stage=self.stage,
            host=socket.gethostname()[:200],
            pid=os.getpid(),
            slots=slots,
            in_flight=in_flight,
            started_at=self.started_at,
            seen_at=timezone.now(),
        )
        try:
            WorkerBeat.objects.bulk_create(
                [row],
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=["slots", "in_flight", "seen_at"],
            )
            self.shown = True
        except (OperationalError, InterfaceError):
            raise
        except Error:
            logger.warning("A sign of life was not stored", exc_info=True)

    def take_down(self) -> None:
        if not self.shown:
            return
        try:
            WorkerBeat.objects.filter(pk=self.token).delete()
        except Error:
            logger.warning("A sign of life stays for a while", exc_info=True)


def forget_lost(*, now: datetime) -> None:
    """Those of drains that ended without a word."""
    WorkerBeat.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()
