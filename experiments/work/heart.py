"""The heartbeat of a drain: it prolongs the leases of what it holds, and shows who is at it."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from experiments.work.beats import Sign
from experiments.work.database import DatabaseThread
from experiments.work.exchange import heartbeat
from experiments.work.stage import Stage

logger = logging.getLogger(__name__)
BEATS, BEATS_AFTER_A_MISS = 4, 16  # in a lease


@dataclass(frozen=True, slots=True, kw_only=True)
class Heart:
    """`held` names the rows, `stop` is called where their run was cancelled; both in the loop."""

    database: DatabaseThread
    stage: Stage
    sign: Sign
    slots: int
    held: Callable[[], Sequence[UUID]]
    stop: Callable[[], None]

    async def beat(self) -> None:
        """Until it is cancelled. Calls that lose their leases are paid for twice: whatever becomes
        of one heartbeat, the next one follows, and soon."""
        beats = BEATS
        while True:
            await asyncio.sleep(settings.LEASE_SECONDS / beats)
            try:
                goes_on = await self.database.run(self._show_life, self.held())
            except Exception:
                logger.warning("A heartbeat was missed; trying again", exc_info=True)
                await self.database.reconnect()
                beats = BEATS_AFTER_A_MISS
            else:
                beats = BEATS
                if not goes_on:
                    self.stop()

    def _show_life(self, ids: Sequence[UUID]) -> bool:
        goes_on = not ids or heartbeat(self.stage, ids=ids, token=self.sign.token)
        self.sign.show(slots=self.slots, in_flight=len(ids))
        return goes_on
