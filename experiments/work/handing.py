"""A drain's exchanges with the database, whatever becomes of it in the meantime."""

import asyncio
import logging
from uuid import UUID

from django.db import InterfaceError, OperationalError

from experiments.work.database import DatabaseThread
from experiments.work.exchange import exchange, record_each
from experiments.work.observed import recorded
from experiments.work.stage import Exchange, Outcome, Session, Stage

logger = logging.getLogger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 5.0  # seconds, between tries while the database is away


class Handing:
    """Hands results in and takes jobs out. Results stay in memory until the database has them."""

    def __init__(
        self, database: DatabaseThread, *, stage: Stage, session: Session, token: UUID
    ) -> None:
        self._database, self._stage = database, stage
        self._session, self._token = session, token
        self.unrecorded: list[Outcome] = []

    async def exchange(self, *, free: int, alone: bool = False) -> Exchange:
        """Where nothing can be claimed, for a fault of ours, the results are recorded all the same,
        and `stopped` says that there is no more to come. Raises what the record itself raises."""
        pause, one_by_one, broken = FIRST_PAUSE, False, False
        while True:
            try:
                done = await self._database.run(self._visit, free, alone, one_by_one)
            except (OperationalError, InterfaceError):
                logger.warning("The database is away or busy; again in %s s", pause, exc_info=True)
                await self._database.reconnect()
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)
            except Exception:
                if self.unrecorded and not one_by_one:
                    logger.exception("An exchange failed; recording its results one by one")
                    one_by_one = True
                elif free:
                    logger.exception("Nothing can be claimed; the reconciler will hint again")
                    free, broken = 0, True
                else:
                    raise
            else:
                self._are_recorded()
                done.stopped = done.stopped or broken
                return done

    def _visit(self, free: int, alone: bool, one_by_one: bool) -> Exchange:
        at = {"token": self._token}
        if one_by_one and self.unrecorded:
            record_each(self._stage, self._session, outcomes=self.unrecorded, **at)
            self._are_recorded()
        return exchange(
            self._stage, self._session, outcomes=self.unrecorded, free=free, alone=alone, **at
        )

    def _are_recorded(self) -> None:
        recorded(self._stage, self.unrecorded)
        self.unrecorded = []
