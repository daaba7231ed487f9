"""Working a stage of a run until nothing is claimable: claim → perform → record.

An asyncio loop keeps up to `slots` jobs in flight. Every visit to the database goes through
one thread with one connection; no transaction and no connection is held while a job runs.
"""

import asyncio
import contextlib
from collections.abc import Callable
from time import monotonic
from uuid import UUID, uuid4

from django.conf import settings
from django.utils import timezone

from experiments.models import Run
from experiments.work.active import active_drains
from experiments.work.alone import left_alone
from experiments.work.beats import Sign
from experiments.work.breaker import SHORT_PAUSE
from experiments.work.database import DatabaseThread
from experiments.work.exchange import load_run
from experiments.work.finish import finish
from experiments.work.handing import Handing
from experiments.work.heart import Heart
from experiments.work.observed import working
from experiments.work.perform import perform
from experiments.work.stage import Exchange, Job, Outcome, Session, Stage
from experiments.work.turns import Ends, State, Visit

Hint = Callable[[str, UUID], None]  # returns at once, whatever becomes of the hint
LONGEST_NAP = SHORT_PAUSE  # a breaker is waited for; what is due later waits for the reconciler
BLOCKED_NAP = 0.25  # while rows wait for room that others take up
ASIDE_NAP = 1.0  # while another drain needs the process to itself
FEED_HINT_EVERY = HELP_HINT_EVERY = 1.0
# Small batches keep the slots busy: one large batch would start, and so end, all at once.
BATCH_SHARE, LEAST_BATCH = 4, 8
GATHER_SECONDS = 0.002  # jobs that end together share one exchange


def drain(
    stage: Stage, run_id: UUID, *, hint: Hint, others_wait: Callable[[], bool] = lambda: False
) -> bool:
    """Work until nothing is claimable, or the slice is over and others wait. Returns whether to
    hint again: more may be claimable."""
    work = Drain(stage, run_id, hint=hint, others_wait=others_wait)
    if not active_drains.enter(work.key, work):
        return False
    try:
        with working(stage, run_id):
            asyncio.run(work.run())
    finally:
        active_drains.leave(work.key)
    return work.called_back()


class Drain:
    session: Session
    handing: Handing

    def __init__(
        self, stage: Stage, run_id: UUID, *, hint: Hint, others_wait: Callable[[], bool]
    ) -> None:
        self.stage, self.run_id, self.hint = stage, run_id, hint
        self.others_wait = others_wait
        self.key = (stage.name, run_id)
        self.token = uuid4()
        self.sign = Sign(self.token, run_id=run_id, stage=stage.name)
        self.database = DatabaseThread(f"db-{stage.name}")
        self.in_flight: dict[asyncio.Task[Outcome], Job] = {}
        self.finished: list[asyncio.Task[Outcome]] = []
        self.ends: Ends | None = None
        self.aborted = False  # jobs that are claimed at this moment must not begin
        self.called = False  # by a hint, since the last look for rows to claim
        self.slice_ends = monotonic() + settings.SLICE_SECONDS
        self.fed_hint_at = self.help_hint_at = 0.0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken = asyncio.Event()

    # --- from other threads ---------------------------------------------------------------
    def wake(self) -> None:
        self.called = True
        self._in_loop(self._woken.set)

    def stop(self, *, abort: bool) -> None:
        self.ends = Ends.STOPPED
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
        return (self.ends == Ends.SLICE or self.called) and self.ends != Ends.STOPPED

    # --- in the loop ----------------------------------------------------------------------
    async def run(self) -> None:
        self._loop = asyncio.get_running_loop()
        try:
            run = await self.database.run(load_run, self.run_id)
            if run is None:
                return
            self._abort_at_deadline(run)
            self.session = await self.database.run(self.stage.session, run)
            self.handing = Handing(
                self.database, stage=self.stage, session=self.session, token=self.token
            )
            await self._work()
            await self.database.run(finish, self.run_id)
        finally:
            await self.database.run(self.sign.take_down)
            await self.database.close()

    def _abort_at_deadline(self, run: Run) -> None:
        if self._loop and self.stage.calls_provider and run.deadline_at:
            left = (run.deadline_at - timezone.now()).total_seconds()
            self._loop.call_later(max(0.0, left), self._abort)

    async def _work(self) -> None:
        beating = asyncio.create_task(self._heart().beat())
        try:
            while await self._turn() != State.ENDED:
                pass
        finally:
            beating.cancel()
            await self.session.aclose()

    def _heart(self) -> Heart:
        return Heart(
            database=self.database,
            stage=self.stage,
            sign=self.sign,
            slots=self.session.slots,
            held=self._held,
            stop=self._abort,
        )

    def _held(self) -> list[UUID]:
        """The rows in flight, and those whose results wait for the database."""
        unrecorded = [outcome.job.id for outcome in self.handing.unrecorded]
        return [*(job.id for job in self.in_flight.values()), *unrecorded]

    async def _turn(self) -> State:
        """One exchange with the database, then what it leads to."""
        self.called = self.called and self.ends is not None
        self._woken.clear()
        if monotonic() >= self.slice_ends and self.others_wait():
            self._end(Ends.SLICE)
        visit = await self._visit()
        state = self._state_after(visit)
        if state == State.WORKING:
            await self._wait_for_jobs(visit)
        elif state == State.BLOCKED:
            await self._sleep_until_woken(self._nap_after(visit))
        elif state == State.ISOLATING:
            await self._isolate()
        return state

    async def _visit(self) -> Visit:
        """Hand in what is finished, and fill a part of the slots."""
        self.handing.unrecorded += self._collect(self._batch)
        idle = self._idle_slots()
        free = min(idle, self._batch)
        done = await self._exchange(free=free)
        self._start(done.claimed)
        self._hint_fed(done)
        return Visit(free=free, idle=idle, done=done)

    def _state_after(self, visit: Visit) -> State:
        if self.in_flight:
            return State.WORKING
        active_drains.rest(self.key)
        if self.ends:
            return State.ENDED
        if visit.done.suspects:
            if active_drains.may_be_alone(self.key):
                return State.ISOLATING
            self._end(Ends.LATER)
            return State.ENDED
        nap = self._nap_after(visit)
        return State.ENDED if nap is None or nap > LONGEST_NAP else State.BLOCKED

    def _nap_after(self, visit: Visit) -> float | None:
        """Seconds until it is worth to ask again, with nothing in flight; None: it is not."""
        if visit.free == 0:
            return ASIDE_NAP
        return 0.0 if self.session.gave_up else visit.done.due_in(blocked=BLOCKED_NAP)

    @property
    def _batch(self) -> int:
        return max(LEAST_BATCH, self.session.slots // BATCH_SHARE)

    def _idle_slots(self) -> int:
        """How many slots may be filled now."""
        seconds = self.session.longest_seconds + settings.LEASE_SECONDS
        if self.ends or not active_drains.hold(self.key, seconds=seconds):
            return 0
        return self.session.slots - len(self.in_flight)

    def _collect(self, batch: int) -> list[Outcome]:
        finished, self.finished = self.finished[:batch], self.finished[batch:]
        return [self._outcome_of(task, self.in_flight.pop(task)) for task in finished]

    def _outcome_of(self, task: asyncio.Task[Outcome], job: Job) -> Outcome:
        if task.cancelled():  # before it could begin
            return Outcome(job=job, finished_at=timezone.now(), aborted=True)
        return task.result()

    async def _exchange(self, *, free: int, alone: bool = False) -> Exchange:
        done = await self.handing.exchange(free=free, alone=alone)
        if done.stopped:
            self._end(Ends.RUN)
        return done

    def _start(self, jobs: list[Job]) -> None:
        for job in jobs:
            task = asyncio.create_task(perform(self.session, job))
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

    async def _wait_for_jobs(self, visit: Visit) -> None:
        if visit.filled:
            self._call_for_help()
        if visit.more:
            return
        if not self.finished:
            await self._sleep_until_woken(visit.done.due_in(blocked=BLOCKED_NAP))
        if len(self.finished) < min(self._batch, len(self.in_flight)):
            await asyncio.sleep(GATHER_SECONDS)

    def _call_for_help(self) -> None:
        """This drain is full and the run allows more: another worker may take it. Where the hint
        comes back to this very process, the next one may not."""
        slots, allowed = self.session.slots, self.session.run.max_concurrency
        if len(self.in_flight) >= slots and slots < allowed and monotonic() > self.help_hint_at:
            self.help_hint_at = monotonic() + HELP_HINT_EVERY
            self.hint(self.stage.name, self.run_id)

    async def _isolate(self) -> None:
        """Perform rows that lost their workers one by one, with nothing else in this process: if it
        ends now, that row alone was at it."""
        performed = 0
        if await left_alone(self.key, unless=lambda: self.ends is not None):
            until = monotonic() + settings.SLICE_SECONDS
            try:
                while not self.ends and monotonic() < until and await self._perform_alone():
                    performed += 1
            finally:
                active_drains.give_back(self.key)
        if not performed:
            self._end(Ends.LATER)

    async def _perform_alone(self) -> bool:
        """False where no such row may be claimed."""
        done = await self._exchange(free=1, alone=True)
        self._start(done.claimed)
        while self.in_flight:
            await self._sleep_until_woken(None)
            self.handing.unrecorded += self._collect(1)
        if done.claimed:
            self._hint_fed(await self._exchange(free=0))
        return bool(done.claimed)

    async def _sleep_until_woken(self, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            pass
        self._woken.clear()

    def _end(self, why: Ends) -> None:
        self.ends = self.ends or why

    def _abort(self) -> None:
        self._end(Ends.RUN)
        self.aborted = True
        for task in self.in_flight:
            task.cancel()
        self._woken.set()
