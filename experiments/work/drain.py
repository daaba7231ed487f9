"""Working a stage of a run until nothing is claimable: claim → perform → record.

An asyncio loop keeps up to `slots` jobs in flight. Every visit to the database goes through
one thread with one connection; no transaction and no connection is held while a job runs.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import monotonic
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections
from django.utils import timezone

from experiments.models import Run
from experiments.work.active import active_drains
from experiments.work.alone import left_alone
from experiments.work.beats import Sign
from experiments.work.exchange import exchange, heartbeat, load_run, others_waiting, record_each
from experiments.work.finish import finish
from experiments.work.observed import in_this_context, recorded, working
from experiments.work.perform import perform
from experiments.work.stage import Exchange, Job, Outcome, Session, Stage

logger = logging.getLogger(__name__)
T = TypeVar("T")
Hint = Callable[[str, UUID], None]
LONGEST_NAP = 5.0  # seconds; a retry that is due later is left to the reconciler
BLOCKED_NAP = 0.25  # while rows wait for room that others take up
FEED_HINT_EVERY = HELP_HINT_EVERY = 1.0
# Small batches keep the slots busy: one large batch would start, and so end, all at once.
BATCH_SHARE, LEAST_BATCH = 4, 8
GATHER_SECONDS = 0.005  # jobs that end together share one exchange


def drain(stage: Stage, run_id: UUID, *, hint: Hint) -> None:
    """Work until nothing is claimable, or the slice is over and another run waits."""
    work = Drain(stage, run_id, hint=hint)
    if active_drains.enter(work.key, work):
        try:
            with working(stage, run_id):
                asyncio.run(work.run())
        finally:
            active_drains.leave(work.key)
        if work.called_back():
            hint(stage.name, run_id)


class Drain:
    def __init__(self, stage: Stage, run_id: UUID, *, hint: Hint) -> None:
        self.stage, self.run_id, self.hint = stage, run_id, hint
        self.key = (stage.name, run_id)
        self.token = uuid4()
        self.sign = Sign(self.token, run_id=run_id, stage=stage.name)
        self.in_flight: dict[asyncio.Task[Outcome], Job] = {}
        self.finished: list[asyncio.Task[Outcome]] = []
        self.unrecorded: list[Outcome] = []
        self.stopping = self.over = self.aborted = self.yielded = self.called = False
        self.slice_ends = monotonic() + settings.SLICE_SECONDS
        self.fed_hint_at = self.help_hint_at = 0.0
        self._database = ThreadPoolExecutor(1, thread_name_prefix=f"db-{stage.name}")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken = asyncio.Event()

    # --- from other threads ---------------------------------------------------------------
    def wake(self) -> None:
        self.called = True
        self._in_loop(self._woken.set)

    def stop(self, *, abort: bool) -> None:
        self.stopping = True
        if abort:
            self._in_loop(self._abort)
        self.wake()

    def _in_loop(self, function: Callable[[], object]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has just closed: nothing to tell it
            if self._loop:
                self._loop.call_soon_threadsafe(function)

    def called_back(self) -> bool:
        """Whether more may be claimable: after a slice that was given up for others, or where a
        hint came too late to be heard. Hinting is for after this drain has left."""
        return (self.yielded or self.called) and not self.stopping

    # --- in the loop ----------------------------------------------------------------------
    async def run(self) -> None:
        self._loop = asyncio.get_running_loop()
        try:
            run = await self._in_database(load_run, self.run_id)
            if run is None:
                return
            self._abort_at_deadline(run)
            session = await self._in_database(self.stage.session, run)
            await self._work(session)
            await self._in_database(finish, self.run_id)
        finally:
            await self._in_database(self.sign.take_down)
            await self._in_database(connections.close_all)
            self._database.shutdown()

    def _abort_at_deadline(self, run: Run) -> None:
        if self._loop and self.stage.calls_provider and run.deadline_at:
            left = (run.deadline_at - timezone.now()).total_seconds()
            self._loop.call_later(max(0.0, left), self._abort)

    async def _work(self, session: Session) -> None:
        beating = asyncio.create_task(self._beat(session))
        try:
            while await self._turn(session):
                pass
        finally:
            beating.cancel()
            await session.aclose()

    async def _turn(self, session: Session) -> bool:
        """One exchange with the database, then a wait; False where nothing is left to do."""
        self.called = False
        self._woken.clear()
        batch = max(LEAST_BATCH, session.slots // BATCH_SHARE)
        self.unrecorded += self._collect(batch)
        ending, held = self.stopping or self.over, active_drains.hold(self.key)
        idle = session.slots - len(self.in_flight) if held and not ending else 0
        free = min(idle, batch)
        done = await self._exchange(session, free=free)
        self._start(session, done.claimed)
        self._hint_fed(done)
        if not self.in_flight:
            return await self._rest(session, done, held=held or ending, free=free)
        if free and len(done.claimed) == free:
            self._call_for_help(session)
        if len(done.claimed) < free or free == idle:  # else more may be claimed at once
            await self._wait_for_any(done, batch=batch)
        if not self.over and await self._slice_over():
            self.over = self.yielded = True
        return True

    def _collect(self, batch: int) -> list[Outcome]:
        finished, self.finished = self.finished[:batch], self.finished[batch:]
        return [self._outcome_of(task, self.in_flight.pop(task)) for task in finished]

    def _outcome_of(self, task: asyncio.Task[Outcome], job: Job) -> Outcome:
        if task.cancelled():  # before it could begin
            return Outcome(job=job, finished_at=timezone.now(), aborted=True)
        return task.result()

    async def _exchange(self, session: Session, *, free: int, alone: bool = False) -> Exchange:
        """Keeps the results in memory until the database takes them."""
        pause, one_by_one = 0.5, False
        while True:
            try:
                if one_by_one:
                    await self._in_database(self._record_each, session)
                done = await self._in_database(self._exchange_once, session, free, alone)
            except (OperationalError, InterfaceError):
                logger.warning("The database is away; trying again in %s s", pause, exc_info=True)
                await self._in_database(connections.close_all)
                await asyncio.sleep(pause)
                pause = min(5.0, pause * 2)
            except Exception:
                if not self.unrecorded or one_by_one:
                    raise
                logger.exception("A batch of results was refused; recording them one by one")
                one_by_one = True
            else:
                recorded(self.stage, self.unrecorded)
                self.unrecorded = []
                self.over = self.over or done.stopped
                return done

    def _exchange_once(self, session: Session, free: int, alone: bool) -> Exchange:
        return exchange(
            self.stage, session, outcomes=self.unrecorded, free=free, token=self.token, alone=alone
        )

    def _record_each(self, session: Session) -> None:
        record_each(self.stage, session, outcomes=self.unrecorded, token=self.token)
        recorded(self.stage, self.unrecorded)
        self.unrecorded = []

    def _start(self, session: Session, jobs: list[Job]) -> None:
        for job in jobs:
            task = asyncio.create_task(perform(session, job))
            task.add_done_callback(self._note_finished)
            self.in_flight[task] = job
        if self.aborted:  # while these were being claimed
            self._abort()

    def _note_finished(self, task: asyncio.Task[Outcome]) -> None:
        self.finished.append(task)
        self._woken.set()

    def _hint_fed(self, done: Exchange) -> None:
        if done.fed and (monotonic() - self.fed_hint_at > FEED_HINT_EVERY or not self.in_flight):
            self.fed_hint_at = monotonic()
            for name in done.fed:
                self.hint(name, self.run_id)

    def _call_for_help(self, session: Session) -> None:
        """This drain is full and the run allows more: another worker may take it. Where the hint
        comes back to this very process, the next one may not."""
        full = len(self.in_flight) >= session.slots
        if full and session.slots < session.run.max_concurrency and monotonic() > self.help_hint_at:
            self.help_hint_at = monotonic() + HELP_HINT_EVERY
            self.hint(self.stage.name, self.run_id)

    async def _rest(self, session: Session, done: Exchange, *, held: bool, free: int) -> bool:
        """Nothing in flight: leave the process to a drain that needs it to itself, or need it so,
        or wait for what is due soon, or end."""
        active_drains.rest(self.key)
        if not held:
            await self._sleep_until_woken(BLOCKED_NAP)
            return True
        if done.suspects and free and not done.stopped and await self._alone(session):
            return True
        return session.gave_up or await self._nap(done, free=free)

    async def _alone(self, session: Session) -> bool:
        """Perform one of the rows that lost their workers, with nothing else in this process: if it
        ends now, that row alone was at it. False where none may be claimed yet."""
        if not await left_alone(self.key):
            self.over = True  # the reconciler hints again
            return True
        try:
            done = await self._exchange(session, free=1, alone=True)
            self._start(session, done.claimed)
            while self.in_flight:
                await self._sleep_until_woken(None)
                self.unrecorded += self._collect(1)
            await self._exchange(session, free=0)
        finally:
            active_drains.give_back(self.key)
        return bool(done.claimed)

    async def _nap(self, done: Exchange, *, free: int) -> bool:
        """Wait for a row that is due soon; False where none is."""
        due = done.due_in(blocked=BLOCKED_NAP)
        if free == 0 or due is None or due > LONGEST_NAP:
            return False
        await self._sleep_until_woken(due)
        return True

    async def _wait_for_any(self, done: Exchange, *, batch: int) -> None:
        if not self.finished:
            await self._sleep_until_woken(done.due_in(blocked=BLOCKED_NAP))
        if len(self.finished) < min(batch, len(self.in_flight)):
            await asyncio.sleep(GATHER_SECONDS)

    async def _sleep_until_woken(self, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            pass
        self._woken.clear()

    async def _slice_over(self) -> bool:
        if monotonic() < self.slice_ends:
            return False
        self.slice_ends = monotonic() + settings.SLICE_SECONDS
        return await self._in_database(lambda: others_waiting(self.stage, run_id=self.run_id))

    async def _beat(self, session: Session) -> None:
        while True:
            await asyncio.sleep(settings.LEASE_SECONDS / 4)
            ids = [job.id for job in self.in_flight.values()]
            if ids:
                await self._beat_once(ids)
            show = partial(self.sign.show, slots=session.slots, in_flight=len(self.in_flight))
            await self._in_database(show)

    async def _beat_once(self, ids: list[UUID]) -> None:
        try:
            goes_on = await self._in_database(
                lambda: heartbeat(self.stage, ids=ids, token=self.token)
            )
        except (OperationalError, InterfaceError):
            logger.warning("A heartbeat was missed", exc_info=True)
        else:
            if not goes_on:
                self._abort()

    def _abort(self) -> None:
        self.over = self.aborted = True
        for task in self.in_flight:
            task.cancel()
        self._woken.set()

    async def _in_database(self, function: Callable[..., T], *arguments: Any) -> T:
        assert self._loop is not None
        call = in_this_context(function, *arguments)
        return await self._loop.run_in_executor(self._database, call)
